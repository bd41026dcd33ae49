/// The content of the model's own inputs, for a writer.
public struct ModelInputs {
    /// The sampled frames; nil without video.
    public let frames: FrameSpool?
    /// Frames of 10 ms of the log-mel; 0 without audio.
    public let logMelFrameCount: Int
    private let logMelRow: (_ mel: Int) -> [Float]

    /// Inputs of one clip.
    ///
    /// - Parameters:
    ///   - frames: the sampled frames; nil without video.
    ///   - logMelFrameCount: frames of the log-mel; 0 without audio.
    ///   - logMelRow: gives one mel bin's values, `logMelFrameCount` of them. It is called with 0 ..< 128 in order, so
    ///     that nobody has to hold the matrix.
    public init(frames: FrameSpool?, logMelFrameCount: Int, logMelRow: @escaping (_ mel: Int) -> [Float]) {
        self.frames = frames
        self.logMelFrameCount = logMelFrameCount
        self.logMelRow = logMelRow
    }

    /// What a bundle says of these inputs.
    public var sizes: BundleInputs {
        let ends = frames?.ends ?? []
        let isPacked = frames?.storage == .png
        return BundleInputs(
            rawFrameCount: isPacked ? 0 : ends.count, packedFrameEnds: isPacked ? ends : [],
            logMelFrameCount: logMelFrameCount)
    }

    /// Fills `frames` or `packed_frames`, and `log_mel`.
    func copy(to writer: SafetensorsWriter) throws(BundleError) {
        try frames?.copy(to: writer)
        for mel in 0..<BundleInputs.melCount where logMelFrameCount > 0 {
            try writer.write(logMelRow(mel), to: "log_mel", atElement: mel * logMelFrameCount)
        }
    }
}
