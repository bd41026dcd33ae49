/// summary.json of a dataset: totals over all manifest and failure lines.
public struct RunSummary: Sendable, Codable, Equatable {
    /// The schema of this document.
    public static let schema = "omnizip.summary/1"

    /// `RunSummary.schema`.
    public var schema: String
    /// Program.
    public var generator: String
    /// Its version.
    public var generatorVersion: String
    /// SHA-256 of the effective configuration of the last run.
    public var configSHA256: String
    /// Videos seen: done and failed.
    public var videos: Int
    /// Files of input folders that are no media and were passed over.
    public var skipped: Int
    /// Videos with a bundle.
    public var done: Int
    /// Videos without one that would fail again.
    public var failedPermanently: Int
    /// Videos without one that may succeed later.
    public var failedTransiently: Int
    /// Videos with at least one warning.
    public var withWarnings: Int
    /// Sum of the known durations of the videos done.
    public var durationSeconds: Double
    /// Bytes of the videos done.
    public var sourceBytes: Int
    /// Bytes of bundles and documents.
    public var outputBytes: Int
    /// Video tokens.
    public var video: TokenCount
    /// Audio tokens.
    public var audio: TokenCount

    enum CodingKeys: String, CodingKey {
        case schema
        case generator
        case generatorVersion = "generator_version"
        case configSHA256 = "config_sha256"
        case videos
        case skipped
        case done
        case failedPermanently = "failed_permanently"
        case failedTransiently = "failed_transiently"
        case withWarnings = "with_warnings"
        case durationSeconds = "duration_seconds"
        case sourceBytes = "source_bytes"
        case outputBytes = "output_bytes"
        case video
        case audio
    }

    /// Totals over lines in any order.
    public init(
        generator: String = "omnizip", generatorVersion: String, configSHA256: String, manifest: [ManifestLine],
        failures: [FailureLine], skipped: Int = 0
    ) {
        // A fixed order, because it decides the last bits of the summed duration.
        let manifest = manifest.sorted { UTF8Order.precedes($0.path, $1.path) }
        schema = Self.schema
        self.generator = generator
        self.generatorVersion = generatorVersion
        self.configSHA256 = configSHA256
        videos = manifest.count + failures.count
        self.skipped = skipped
        done = manifest.count
        failedPermanently = failures.filter { $0.failureClass == .permanent }.count
        failedTransiently = failures.count - failedPermanently
        withWarnings = manifest.filter { $0.warnings > 0 }.count
        durationSeconds = manifest.reduce(0) { $0 + ($1.durationSeconds ?? 0) }
        sourceBytes = manifest.reduce(0) { $0 + $1.sourceBytes }
        outputBytes = manifest.reduce(0) { $0 + $1.bundle.bytes + $1.document.bytes }
        video = manifest.reduce(TokenCount(total: 0, kept: 0)) { $0 + $1.video }
        audio = manifest.reduce(TokenCount(total: 0, kept: 0)) { $0 + $1.audio }
    }
}
