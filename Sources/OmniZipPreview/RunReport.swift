import OmniZipBundle

/// What a run kept, for a person: a line a video where they are few, and totals.
public struct RunReport: Sendable {
    /// More videos than this are given as totals only.
    public static let mostListedVideos = 40

    private let summary: RunSummary
    private let manifest: [ManifestLine]
    private let failures: [FailureLine]
    private let skippedCount: Int

    /// A report on one run; `manifest` and `failures` in the order in which they are shown.
    public init(summary: RunSummary, manifest: [ManifestLine], failures: [FailureLine], skippedCount: Int) {
        self.summary = summary
        self.manifest = manifest
        self.failures = failures
        self.skippedCount = skippedCount
    }

    /// The lines of the report.
    public var lines: [String] {
        var lines: [String] = []
        if !manifest.isEmpty, manifest.count <= Self.mostListedVideos { lines += table + [""] }
        lines += summary.videos == 0 ? ["no media found"] + totals : totals
        lines += failures.prefix(Self.mostListedVideos).map { failure in
            "failed: \(failure.path): \(failure.message)" + (failure.hint.map { " (\($0))" } ?? "")
        }
        return lines
    }

    private var table: [String] {
        var table = TextTable(
            heading: ["video", "duration", "video tokens kept", "audio tokens kept", "bundle", "warnings"],
            alignments: [.left, .right, .right, .right, .right, .right])
        for line in manifest {
            table.add([
                line.path, line.durationSeconds.map { Quantity.duration(seconds: $0) } ?? "-",
                Quantity.kept(line.video),
                Quantity.kept(line.audio), Quantity.bytes(line.bundle.bytes),
                line.warnings == 0 ? "" : "\(line.warnings)",
            ])
        }
        return table.lines
    }

    private var totals: [String] {
        let both = summary.video + summary.audio
        var counts = "\(Quantity.count(summary.done)) done"
        let failed = summary.failedPermanently + summary.failedTransiently
        if failed > 0 { counts += ", \(Quantity.count(failed)) failed (failures.jsonl)" }
        if skippedCount > 0 { counts += ", \(Quantity.count(skippedCount)) skipped: no media" }
        return [
            "videos: \(counts)",
            "tokens: \(Quantity.count(both.kept)) of \(Quantity.count(both.total)) kept "
                + "(\(Quantity.share(both.kept, of: both.total))); video \(Quantity.kept(summary.video)), "
                + "audio \(Quantity.kept(summary.audio))",
            "media: \(Quantity.duration(seconds: summary.durationSeconds)), \(Quantity.bytes(summary.sourceBytes)) in, "
                + "\(Quantity.bytes(summary.outputBytes)) out",
        ]
    }
}
