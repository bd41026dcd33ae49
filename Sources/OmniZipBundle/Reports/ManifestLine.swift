/// One line of manifest.jsonl: a finished video. Lines are sorted by the UTF-8 of `path`.
public struct ManifestLine: Sendable, Codable, Equatable {
    /// The video, relative to the input folder.
    public var path: String
    /// The bundle, relative to the output folder.
    public var bundle: OutputFile
    /// The document beside it.
    public var document: OutputFile
    /// Size of the video.
    public var sourceBytes: Int
    /// SHA-256 of the video.
    public var sourceSHA256: String
    /// SHA-256 of the effective configuration.
    public var configSHA256: String
    /// Duration of the video, or of the part of it, where it is known.
    public var durationSeconds: Double?
    /// Start of the part as asked for; nil: the video's start.
    public var startSeconds: Double?
    /// End of the part as asked for; nil: the video's end.
    public var endSeconds: Double?
    /// Video tokens.
    public var video: TokenCount
    /// Audio tokens.
    public var audio: TokenCount
    /// Temporal patches.
    public var patches: Int
    /// Windows.
    public var windows: Int
    /// Different warnings of the document.
    public var warnings: Int
    /// What the list of inputs said of the video besides; nil: nothing.
    public var meta: JSONValue?

    enum CodingKeys: String, CodingKey {
        case path
        case bundle
        case document
        case sourceBytes = "source_bytes"
        case sourceSHA256 = "source_sha256"
        case configSHA256 = "config_sha256"
        case durationSeconds = "duration_seconds"
        case startSeconds = "start_seconds"
        case endSeconds = "end_seconds"
        case video
        case audio
        case patches
        case windows
        case warnings
        case meta
    }

    /// The line of a finished video.
    public init(path: String, bundle: OutputFile, document: OutputFile, describing content: BundleDocument) {
        self.path = path
        self.bundle = bundle
        self.document = document
        sourceBytes = content.source.bytes
        sourceSHA256 = content.source.sha256
        configSHA256 = content.provenance.configSHA256
        durationSeconds = content.source.durationSeconds
        startSeconds = content.source.part?.startSeconds
        endSeconds = content.source.part?.endSeconds
        video = content.counts.video
        audio = content.counts.audio
        patches = content.counts.patches
        windows = content.counts.windows
        warnings = content.warnings.count
    }
}

/// A file of the dataset.
public struct OutputFile: Sendable, Codable, Hashable {
    /// Path relative to the output folder.
    public var path: String
    /// Size.
    public var bytes: Int
    /// SHA-256, 64 hex digits; nil where it depends on timings.
    public var sha256: String?

    /// A file.
    public init(path: String, bytes: Int, sha256: String?) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
    }
}
