import OmniZipMedia

/// What a media file holds, by its headers; `probe --json` prints it.
public struct ProbeDocument: Sendable, Codable, Equatable {
    /// One stream.
    public struct Stream: Sendable, Codable, Equatable {
        /// Index in the file.
        public let index: Int
        /// `video`, `audio` or `other`.
        public let kind: String
        /// FFmpeg's name of the codec.
        public let codec: String
        /// The container's tag of the codec.
        public let codecTag: String
        /// Whether FFmpeg can decode it.
        public let hasDecoder: Bool
        /// Whether it is the stream that would be used.
        public let isChosen: Bool
        /// Cover art.
        public let isAttachedPicture: Bool
        /// From the header, where it tells.
        public let durationSeconds: Double?
        /// Start on the file's own clock, where it is told.
        public let startSeconds: Double?
        /// Bits a second, where told.
        public let bitRate: Int64?
        /// Video: pixels of a row as decoded.
        public let width: Int?
        /// Video: rows as decoded.
        public let height: Int?
        /// Video: pixels of a row to look at.
        public let displayWidth: Int?
        /// Video: rows to look at.
        public let displayHeight: Int?
        /// Video: clockwise degrees to turn the stored pictures, where it is a turn.
        public let rotationDegrees: Int?
        /// Video: FFmpeg's name of the pixel format.
        public let pixelFormat: String?
        /// Video: frames a second.
        public let framesPerSecond: Double?
        /// Video: frames, where the header tells.
        public let frameCount: Int?
        /// Audio: samples a second.
        public let sampleRate: Int?
        /// Audio: channels.
        public let channels: Int?

        enum CodingKeys: String, CodingKey {
            case index
            case kind
            case codec
            case codecTag = "codec_tag"
            case hasDecoder = "has_decoder"
            case isChosen = "is_chosen"
            case isAttachedPicture = "is_attached_picture"
            case durationSeconds = "duration_seconds"
            case startSeconds = "start_seconds"
            case bitRate = "bit_rate"
            case width
            case height
            case displayWidth = "display_width"
            case displayHeight = "display_height"
            case rotationDegrees = "rotation_degrees"
            case pixelFormat = "pixel_format"
            case framesPerSecond = "frames_per_second"
            case frameCount = "frame_count"
            case sampleRate = "sample_rate"
            case channels
        }

        init(_ stream: MediaProbe.Stream) {
            index = stream.index
            kind = stream.kind.rawValue
            codec = stream.codec
            codecTag = stream.codecTag
            hasDecoder = stream.hasDecoder
            isChosen = stream.isChosen
            isAttachedPicture = stream.isAttachedPicture
            durationSeconds = stream.durationSeconds
            startSeconds = stream.startSeconds
            bitRate = stream.bitRate
            width = stream.width
            height = stream.height
            displayWidth = stream.displayWidth
            displayHeight = stream.displayHeight
            rotationDegrees = stream.rotationDegrees
            pixelFormat = stream.pixelFormat
            framesPerSecond = stream.framesPerSecond
            frameCount = stream.frameCount
            sampleRate = stream.sampleRate
            channels = stream.channels
        }
    }

    /// The file.
    public let path: String
    /// FFmpeg's name of the container.
    public let format: String
    /// From the header, where it tells.
    public let durationSeconds: Double?
    /// All streams, by index.
    public let streams: [Stream]

    enum CodingKeys: String, CodingKey {
        case path
        case format
        case durationSeconds = "duration_seconds"
        case streams
    }

    /// The document of `probe`.
    public init(_ probe: MediaProbe) {
        path = probe.path
        format = probe.format
        durationSeconds = probe.durationSeconds
        streams = probe.streams.map(Stream.init)
    }
}
