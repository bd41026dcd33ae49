import OmniZipIngest

/// What `compress` kept, for a person.
public struct CompressionReport: Sendable {
    /// More files than this are given as totals only.
    public static let mostListedFiles = 40

    /// The lines of the report.
    public let lines: [String]

    /// A report on one compressed file of embeddings.
    public init(_ report: EmbeddingsReport) {
        lines = [
            "video: \(Quantity.kept(report.video)) kept",
            "audio: \(Quantity.kept(report.audio)) kept, \(Quantity.count(report.merges)) merge entries",
            "windows: \(Quantity.count(report.windows)), scope \(report.scope.rawValue)",
            "output: \(Printable.name(report.output))",
        ]
    }

    /// A report on many: a line a file where they are few, and totals.
    public init(_ report: EmbeddingsFolderReport) {
        var lines: [String] = []
        if !report.files.isEmpty, report.files.count <= Self.mostListedFiles { lines += Self.table(report) + [""] }
        let failed = report.failures.isEmpty ? "" : ", \(Quantity.count(report.failures.count)) failed"
        lines.append(
            report.files.isEmpty && report.failures.isEmpty
                ? "no *.safetensors found" : "files: \(Quantity.count(report.files.count)) done\(failed)")
        lines.append("tokens: video \(Quantity.kept(report.video)), audio \(Quantity.kept(report.audio)) kept")
        lines.append("output: \(Printable.name(report.output))")
        self.lines = lines
    }

    private static func table(_ report: EmbeddingsFolderReport) -> [String] {
        var table = TextTable(
            heading: ["file", "video tokens kept", "audio tokens kept", "merge entries"],
            alignments: [.left, .right, .right, .right])
        for file in report.files {
            table.add([
                Printable.name(file.input), Quantity.kept(file.video), Quantity.kept(file.audio),
                Quantity.count(file.merges),
            ])
        }
        return table.lines
    }
}
