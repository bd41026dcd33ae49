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
        var totals = Totals()
        for line in manifest.sorted(by: { UTF8Order.precedes($0.path, $1.path) }) { totals.add(line) }
        for line in failures { totals.add(line.failureClass) }
        self.init(
            generator: generator, generatorVersion: generatorVersion, configSHA256: configSHA256, totals: totals,
            skipped: skipped)
    }

    /// A summary of `totals`.
    public init(
        generator: String = "omnizip", generatorVersion: String, configSHA256: String, totals: Totals,
        skipped: Int = 0
    ) {
        schema = Self.schema
        self.generator = generator
        self.generatorVersion = generatorVersion
        self.configSHA256 = configSHA256
        videos = totals.done + totals.failedPermanently + totals.failedTransiently
        self.skipped = skipped
        done = totals.done
        failedPermanently = totals.failedPermanently
        failedTransiently = totals.failedTransiently
        withWarnings = totals.withWarnings
        durationSeconds = totals.durationSeconds
        sourceBytes = totals.sourceBytes
        outputBytes = totals.outputBytes
        video = totals.video
        audio = totals.audio
    }
}
