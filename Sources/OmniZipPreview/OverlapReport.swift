import OmniZipBundle
import OmniZipCore

/// How far two plans of one video agree, for a person: a line a modality.
public struct OverlapReport: Sendable {
    private let video: MaskOverlap
    private let audio: MaskOverlap
    private let other: String
    private let windows: [OverlapDocument.Window]

    /// A report on masks; `other` says what the other plan is.
    public init(video: MaskOverlap, audio: MaskOverlap, other: String) {
        self.video = video
        self.audio = audio
        self.other = other
        windows = []
    }

    /// A report on two files.
    public init(_ document: OverlapDocument) {
        video = document.video
        audio = document.audio
        other = Printable.name(document.against)
        windows = document.windows
    }

    /// A report on a bundle whose saliency was given.
    public init(_ summary: SaliencySummary) {
        self.init(
            video: summary.videoOverlap, audio: summary.audioOverlap, other: "the plan with the encoder's own saliency")
    }

    /// The lines of the report.
    public var lines: [String] {
        totals + (windows.isEmpty ? [] : [""] + windowTable)
    }

    private var windowTable: [String] {
        var table = TextTable(
            heading: ["window", "video kept", "shared", "audio kept", "shared"],
            alignments: [.right, .right, .right, .right, .right])
        for window in windows {
            table.add([
                String(window.index), Quantity.count(window.video.kept), Quantity.share(window.video.shareKept),
                Quantity.count(window.audio.kept), Quantity.share(window.audio.shareKept),
            ])
        }
        return table.lines
    }

    private var totals: [String] {
        var table = TextTable(
            heading: ["tokens", "kept", "by the other", "by both", "shared", "by chance", "IoU"],
            alignments: [.left, .right, .right, .right, .right, .right, .right])
        for (name, overlap) in [("video", video), ("audio", audio)] {
            table.add([
                name, Quantity.count(overlap.kept), Quantity.count(overlap.keptByOther),
                Quantity.count(overlap.keptByBoth), Quantity.share(overlap.shareKept),
                Quantity.share(overlap.shareByChance),
                overlap.intersectionOverUnion.map { Quantity.fixed($0, digits: 3) } ?? "-",
            ])
        }
        return ["overlap with \(other); shared: of the tokens kept, those that it keeps, too"] + table.lines
    }
}
