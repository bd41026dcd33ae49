import OmniZipFFmpeg

/// How the frames of a stream must be decoded to get the same bytes as a full decode.
public enum DecodeStrategy: Sendable, Hashable {
    /// Pictures that no other refers to, and what no wanted frame needs, are left out.
    case skip
    /// Every packet is decoded; the reason in words.
    case everything(reason: String)
}

/// Every frame of the video stream, or of a part of it, that is shown, in presentation order.
///
/// A frame's index is its place among all frames of the stream, also in a part.
public struct VideoStreamIndex: Sendable {
    /// Index of the stream in the file.
    public let streamIndex: Int
    /// FFmpeg's name of the codec.
    public let codecName: String
    /// FFmpeg's name of the pixel format.
    public let pixelFormatName: String
    /// Width in pixels as decoded.
    public let codedWidth: Int
    /// Height in pixels as decoded.
    public let codedHeight: Int
    /// Width to look at: the pixel's shape, then the orientation applied.
    public let displayWidth: Int
    /// Height to look at: the pixel's shape, then the orientation applied.
    public let displayHeight: Int
    /// How stored pictures must be turned.
    public let orientation: Orientation
    /// The tick of `framePTS`.
    public let timeBase: TimeBase
    /// Presentation times of the shown frames in ticks, strictly ascending.
    public internal(set) var framePTS: [Int64]
    /// End of the last frame, in ticks.
    public internal(set) var endTicks: Int64
    /// Frames a second as the header says, where it does.
    public let framesPerSecondFromHeader: Double?
    /// Key packets met by the index pass.
    public let keyFrameCount: Int
    /// How frames must be decoded.
    public let decodeStrategy: DecodeStrategy
    /// How decoded frames are told apart.
    let matching: FrameMatching
    /// Every packet in decoding order.
    let packets: PacketTable
    /// Whether the decoder can leave out pictures that no other refers to.
    let allowsSkipping: Bool
    /// Larger pictures are refused by the decoder.
    let maxPicturePixels: Int
    /// Index of the first frame in the whole stream; above 0 only in a part.
    public internal(set) var firstFrame = 0
    /// Mean frame rate of the whole stream, if this is a part.
    var recordingFramesPerSecond: Double?

    /// Frames shown.
    public var frameCount: Int { framePTS.count }

    /// Clockwise degrees that the stored pictures must be turned: 0, 90, 180 or 270 (0 for a mirror image).
    public var rotationDegrees: Int { orientation.clockwiseDegrees ?? 0 }

    /// Indices of the frames.
    public var frameIndices: Range<Int> { firstFrame..<firstFrame + frameCount }

    /// When frame `frame` is shown, in ticks.
    func ticks(ofFrame frame: Int) -> Int64 { framePTS[frame - firstFrame] }

    /// When frame `frame` (of `frameIndices`) is shown, on the shared clock.
    public func seconds(ofFrame frame: Int) -> Double {
        timeBase.seconds(ticks(ofFrame: frame) - framePTS[0])
    }

    /// From the first frame's start to the last frame's end.
    public var durationSeconds: Double {
        timeBase.seconds(endTicks - (framePTS.first ?? endTicks))
    }

    /// Frames divided by their duration; where that is unknown, what the header says, else 1.
    public var averageFramesPerSecond: Double {
        let duration = durationSeconds
        return duration > 0 ? Double(frameCount) / duration : framesPerSecondFromHeader ?? 1
    }

    /// Mean frame rate of the whole stream, also in a part: what a model's own processor counts frames by.
    public var streamFramesPerSecond: Double { recordingFramesPerSecond ?? averageFramesPerSecond }
}

/// How a decoded frame is recognised.
enum FrameMatching: Sendable {
    /// By the pts that it took over from its packet.
    case presentationTime
    /// By its place in the decoder's output: the index pass counted the same output.
    case ordinal
}
