import CFFmpeg

/// What a stream carries.
public enum MediaKind: String, Sendable, Codable {
    /// Pictures.
    case video
    /// Sound.
    case audio
    /// Anything else: subtitles, data, attachments.
    case other

    init(_ type: AVMediaType) {
        switch type {
        case AVMEDIA_TYPE_VIDEO: self = .video
        case AVMEDIA_TYPE_AUDIO: self = .audio
        default: self = .other
        }
    }

    var type: AVMediaType {
        switch self {
        case .video: AVMEDIA_TYPE_VIDEO
        case .audio: AVMEDIA_TYPE_AUDIO
        case .other: AVMEDIA_TYPE_DATA
        }
    }
}

/// What the container and the first packets say about one stream: plain values.
public struct StreamParameters: Sendable {
    /// Index in the file.
    public let index: Int
    /// What it carries.
    public let kind: MediaKind
    /// FFmpeg's name of the codec, such as "h264"; "none" where it is unknown.
    public let codecName: String
    /// The container's tag of the codec, such as "avc1", with unprintable bytes in brackets.
    public let codecTag: String
    /// Whether FFmpeg can decode it.
    public var hasDecoder: Bool { decoderName != nil }
    /// FFmpeg's name of the decoder, such as "libdav1d" for AV1; nil where it has none.
    public let decoderName: String?
    /// Whether every frame of the codec can be decoded alone.
    public let isIntraOnly: Bool
    /// The tick of pts, dts and durations.
    public let timeBase: TimeBase
    /// First presentation time in ticks after the decoder's priming, where the header or the first packets tell.
    public let startTicks: Int64?
    /// Duration in ticks from the header, where it tells.
    public let durationTicksFromHeader: Int64?
    /// Frames from the header, where it tells.
    public let frameCountFromHeader: Int?
    /// Average frames a second from the header or the first packets, where known.
    public let framesPerSecondFromHeader: Double?
    /// Bits a second, 0 where unknown.
    public let bitRate: Int64
    /// Whether it is a still picture attached to the file: cover art.
    public let isAttachedPicture: Bool
    /// Whether the container marks it as the default choice.
    public let isDefault: Bool
    /// Width in pixels as decoded, 0 where unknown.
    public let width: Int
    /// Height in pixels as decoded, 0 where unknown.
    public let height: Int
    /// Format of the pictures, as far as the header tells.
    public let pixelFormat: PixelFormat
    /// Width of a pixel divided by its height; 1 where unknown.
    public let sampleAspectRatio: Double
    /// How the pictures must be turned to be looked at.
    public let orientation: Orientation
    /// Samples a second, 0 where unknown.
    public let sampleRate: Int
    /// Channels, 0 where unknown.
    public let channelCount: Int
    /// The codec's global header.
    public let extradata: [UInt8]
}

extension StreamParameters {
    init(context: UnsafeMutablePointer<AVFormatContext>, stream: UnsafeMutablePointer<AVStream>) {
        let parameters = stream.pointee.codecpar.pointee
        index = Int(stream.pointee.index)
        kind = MediaKind(parameters.codec_type)
        codecName = avcodec_get_name(parameters.codec_id).map { String(cString: $0) } ?? "none"
        codecTag = Self.text(ofTag: parameters.codec_tag)
        decoderName = avcodec_find_decoder(parameters.codec_id).map { String(cString: $0.pointee.name) }
        let descriptor = avcodec_descriptor_get(parameters.codec_id)
        isIntraOnly = descriptor.map { $0.pointee.props & AV_CODEC_PROP_INTRA_ONLY != 0 } ?? false
        timeBase = TimeBase(stream.pointee.time_base)
        startTicks = Packet.ticks(stream.pointee.start_time)
        durationTicksFromHeader = Packet.ticks(stream.pointee.duration).flatMap { $0 > 0 ? $0 : nil }
        let frames = stream.pointee.nb_frames
        frameCountFromHeader = frames > 0 ? Int(frames) : nil
        let rate = av_guess_frame_rate(context, stream, nil)
        framesPerSecondFromHeader = rate.num > 0 && rate.den > 0 ? Double(rate.num) / Double(rate.den) : nil
        bitRate = parameters.bit_rate
        isAttachedPicture = stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
        isDefault = stream.pointee.disposition & AV_DISPOSITION_DEFAULT != 0
        width = Int(max(0, parameters.width))
        height = Int(max(0, parameters.height))
        pixelFormat = PixelFormat(rawValue: kind == .video ? parameters.format : -1)
        let aspect = av_guess_sample_aspect_ratio(context, stream, nil)
        sampleAspectRatio = aspect.num > 0 && aspect.den > 0 ? Double(aspect.num) / Double(aspect.den) : 1
        orientation = Self.orientation(of: stream)
        sampleRate = Int(parameters.sample_rate)
        channelCount = Int(parameters.ch_layout.nb_channels)
        extradata = Array(
            UnsafeBufferPointer(start: parameters.extradata, count: Int(max(0, parameters.extradata_size))))
    }

    private static func orientation(of stream: UnsafeMutablePointer<AVStream>) -> Orientation {
        var size = 0
        guard let matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size),
            size >= 9 * MemoryLayout<Int32>.size
        else { return .upright }
        return matrix.withMemoryRebound(to: Int32.self, capacity: 9) { Orientation(displayMatrix: $0) }
    }

    private static func text(ofTag tag: UInt32) -> String {
        (0..<4).map { place in
            let byte = UInt8(truncatingIfNeeded: tag >> UInt32(8 * place))
            return (0x20..<0x7f).contains(byte) ? String(UnicodeScalar(byte)) : "[\(byte)]"
        }.joined()
    }
}
