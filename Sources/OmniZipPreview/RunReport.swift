import OmniZipBundle
import OmniZipIngest

/// What a run kept, for a person: a line a video where they are few, and totals.
public struct RunReport: Sendable {
    /// More videos than this are given as totals only.
    public static let mostListedVideos = 40

    private let counts: RunCounts
    private let summary: RunSummary
    private let done: [ManifestLine]
    private let failures: [FailureLine]

    /// A report on one run.
    ///
    /// - Parameters:
    ///   - counts: The inputs of the run by state.
    ///   - summary: Totals of the whole dataset.
    ///   - done: The videos that this run has done, in the order in which they are shown; none if they are too many.
    ///   - failures: The first failures among the inputs of the run.
    public init(counts: RunCounts, summary: RunSummary, done: [ManifestLine], failures: [FailureLine]) {
        self.counts = counts
        self.summary = summary
        self.done = done
        self.failures = failures
    }

    /// The lines of the report.
    public var lines: [String] {
        var lines: [String] = []
        if !done.isEmpty, done.count <= Self.mostListedVideos { lines += table + [""] }
        lines += summary.videos == 0 ? ["no media found"] + totals : totals
        lines += failures.prefix(Self.mostListedVideos).map { failure in
            "failed: \(Printable.name(failure.path)): \(failure.message)" + (failure.hint.map { " (\($0))" } ?? "")
        }
        if counts.failed > Self.mostListedVideos {
            lines.append("... and \(Quantity.count(counts.failed - Self.mostListedVideos)) more, see failures.jsonl")
        }
        return lines
    }

    private var table: [String] {
        var table = TextTable(
            heading: ["video", "duration", "video tokens kept", "audio tokens kept", "bundle", "warnings"],
            alignments: [.left, .right, .right, .right, .right, .right])
        for line in done {
            table.add([
                Printable.name(line.path), line.durationSeconds.map { Quantity.duration(seconds: $0) } ?? "-",
                Quantity.kept(line.video),
                Quantity.kept(line.audio), Quantity.bytes(line.bundle.bytes),
                line.warnings == 0 ? "" : "\(line.warnings)",
            ])
        }
        return table.lines
    }

    private var totals: [String] {
        let both = summary.video + summary.audio
        return ["videos: \(videos)"] + (isPartOfDataset ? ["dataset: \(dataset)"] : []) + [
            "tokens: \(Quantity.count(both.kept)) of \(Quantity.count(both.total)) kept "
                + "(\(Quantity.share(both.kept, of: both.total))); video \(Quantity.kept(summary.video)), "
                + "audio \(Quantity.kept(summary.audio))",
            "media: \(Quantity.duration(seconds: summary.durationSeconds)), \(Quantity.bytes(summary.sourceBytes)) in, "
                + "\(Quantity.bytes(summary.outputBytes)) out",
        ]
    }

    /// Whether earlier runs over other inputs have left something in the folder.
    private var isPartOfDataset: Bool { summary.done != counts.done || failed != counts.failed }

    private var failed: Int { summary.failedPermanently + summary.failedTransiently }

    private var dataset: String {
        "\(Quantity.count(summary.done)) done" + (failed > 0 ? ", \(Quantity.count(failed)) failed" : "") + " in all"
    }

    private var videos: String {
        var text = "\(Quantity.count(counts.done)) done"
        if counts.doneEarlier > 0 { text += " (\(Quantity.count(counts.doneEarlier)) of them before)" }
        if counts.failed > 0 { text += ", \(Quantity.count(counts.failed)) failed (failures.jsonl)" }
        if counts.skipped > 0 { text += ", \(Quantity.count(counts.skipped)) skipped: no media" }
        if counts.pending > 0 { text += ", \(Quantity.count(counts.pending)) left" }
        return text
    }
}
