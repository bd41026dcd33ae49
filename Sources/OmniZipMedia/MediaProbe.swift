import OmniZipFFmpeg

/// What a file's header and first packets say, without an index pass. Headers lie: use `MediaIndexer` for figures that
/// matter.
public struct MediaProbe: Sendable, Codable, Hashable {
    /// One stream.
    public struct Stream: Sendable, Codable, Hashable {
        /// Index in the file.
        public let index: Int
        /// What it carries.
        public let kind: MediaKind
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
        /// Video: width in pixels as decoded.
        public let width: Int?
        /// Video: height in pixels as decoded.
        public let height: Int?
        /// Video: width to look at.
        public let displayWidth: Int?
        /// Video: height to look at.
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

    /// Looks at the file at `path`.
    ///
    /// #### Errors
    /// The file cannot be read, is no media file, or `policy` does not allow it.
    public static func probe(path: String, policy: InputPolicy = InputPolicy()) throws(MediaError) -> MediaProbe {
        let input = try MediaError.wrapping(path) { () throws(FFmpegError) in
            try InputContext(path: path, policy: policy)
        }
        let video = input.bestStream(.video)
        let audio = input.bestStream(.audio, relatedTo: video?.index)
        return MediaProbe(
            path: path, format: input.formatName, durationSeconds: input.durationSecondsFromHeader,
            streams: input.streams.map { stream in
                Stream(stream, isChosen: stream.index == video?.index || stream.index == audio?.index)
            })
    }
}

extension MediaProbe.Stream {
    init(_ stream: StreamParameters, isChosen: Bool) {
        let isVideo = stream.kind == .video
        let isAudio = stream.kind == .audio
        let shape = DisplayShape(stream: stream)
        self.init(
            index: stream.index, kind: stream.kind, codec: stream.codecName, codecTag: stream.codecTag,
            hasDecoder: stream.hasDecoder, isChosen: isChosen, isAttachedPicture: stream.isAttachedPicture,
            durationSeconds: stream.durationTicksFromHeader.map { stream.timeBase.seconds($0) },
            startSeconds: stream.startTicks.map { stream.timeBase.seconds($0) },
            bitRate: stream.bitRate > 0 ? stream.bitRate : nil, width: isVideo ? stream.width : nil,
            height: isVideo ? stream.height : nil, displayWidth: isVideo ? shape.width : nil,
            displayHeight: isVideo ? shape.height : nil,
            rotationDegrees: isVideo ? stream.orientation.clockwiseDegrees : nil,
            pixelFormat: isVideo ? stream.pixelFormat.name : nil,
            framesPerSecond: isVideo ? stream.framesPerSecondFromHeader : nil,
            frameCount: isVideo ? stream.frameCountFromHeader : nil, sampleRate: isAudio ? stream.sampleRate : nil,
            channels: isAudio ? stream.channelCount : nil)
    }
}
