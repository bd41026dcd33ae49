import OmniZipIngest

/// What `compress` kept, for a person.
public struct CompressionReport: Sendable {
    private let report: EmbeddingsReport

    /// A report on one compressed file of embeddings.
    public init(_ report: EmbeddingsReport) {
        self.report = report
    }

    /// The lines of the report.
    public var lines: [String] {
        [
            "video: \(Quantity.kept(report.video)) kept",
            "audio: \(Quantity.kept(report.audio)) kept, \(Quantity.count(report.merges)) merge entries",
            "windows: \(Quantity.count(report.windows)), scope \(report.scope.rawValue)",
            "output: \(Printable.name(report.output))",
        ]
    }
}
