/// What gives a video's sampled frames in order.
public protocol FrameSource: AnyObject {
    /// The next wanted frame; nil after the last. It borrows a buffer until the next call.
    func next() throws -> SampledFrame?

    /// What came of reading so far; complete after `next` gave nil.
    var summary: VideoReadSummary { get }
}

extension VideoFrameReader: FrameSource {}

/// Two decoders cannot read this video as one would: its stream is damaged or changes its format. One decoder can.
public struct NeedsOneDecoder: Error {}
