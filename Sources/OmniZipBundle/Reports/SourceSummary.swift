/// The video that a bundle was made of, and the streams chosen.
public struct SourceSummary: Sendable, Codable, Equatable {
    /// File name.
    public var name: String
    /// Size in bytes.
    public var bytes: Int
    /// SHA-256 of the file, 64 hex digits.
    public var sha256: String
    /// Container format.
    public var format: String
    /// Duration on the shared clock, where it is known; of the part, if this is one.
    public var durationSeconds: Double?
    /// The part of the video that the bundle is made of; nil: all of it.
    public var part: BundlePart?
    /// The video stream; nil: none.
    public var video: VideoStreamSummary?
    /// The audio stream; nil: none.
    public var audio: AudioStreamSummary?

    enum CodingKeys: String, CodingKey {
        case name
        case bytes
        case sha256
        case format
        case durationSeconds = "duration_seconds"
        case part
        case video
        case audio
    }

    /// A source.
    public init(
        name: String, bytes: Int, sha256: String, format: String, durationSeconds: Double?, part: BundlePart? = nil,
        video: VideoStreamSummary?, audio: AudioStreamSummary?
    ) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
        self.format = format
        self.durationSeconds = durationSeconds
        self.part = part
        self.video = video
        self.audio = audio
    }
}

/// The video stream chosen.
public struct VideoStreamSummary: Sendable, Codable, Equatable {
    /// Index in the container.
    public var streamIndex: Int
    /// Codec.
    public var codec: String
    /// Pixel format.
    public var pixelFormat: String
    /// Pixels of a row as shown, after rotation and sample aspect.
    public var width: Int
    /// Rows as shown.
    public var height: Int
    /// Clockwise rotation applied.
    public var rotationDegrees: Int
    /// Frames shown; of the part, if this is one.
    public var frameCount: Int
    /// Frames / duration.
    public var framesPerSecond: Double
    /// Whether frames that are not needed were skipped, or why not.
    public var decodeStrategy: String

    enum CodingKeys: String, CodingKey {
        case streamIndex = "stream_index"
        case codec
        case pixelFormat = "pixel_format"
        case width
        case height
        case rotationDegrees = "rotation_degrees"
        case frameCount = "frame_count"
        case framesPerSecond = "frames_per_second"
        case decodeStrategy = "decode_strategy"
    }

    /// A video stream.
    public init(
        streamIndex: Int, codec: String, pixelFormat: String, width: Int, height: Int, rotationDegrees: Int,
        frameCount: Int, framesPerSecond: Double, decodeStrategy: String
    ) {
        self.streamIndex = streamIndex
        self.codec = codec
        self.pixelFormat = pixelFormat
        self.width = width
        self.height = height
        self.rotationDegrees = rotationDegrees
        self.frameCount = frameCount
        self.framesPerSecond = framesPerSecond
        self.decodeStrategy = decodeStrategy
    }
}

/// The audio stream chosen.
public struct AudioStreamSummary: Sendable, Codable, Equatable {
    /// Index in the container.
    public var streamIndex: Int
    /// Codec.
    public var codec: String
    /// Samples a second in the file.
    public var sampleRate: Int
    /// Channels in the file.
    public var channels: Int

    enum CodingKeys: String, CodingKey {
        case streamIndex = "stream_index"
        case codec
        case sampleRate = "sample_rate"
        case channels
    }

    /// An audio stream.
    public init(streamIndex: Int, codec: String, sampleRate: Int, channels: Int) {
        self.streamIndex = streamIndex
        self.codec = codec
        self.sampleRate = sampleRate
        self.channels = channels
    }
}
