/// The model's own inputs in a bundle: counts and bytes, all 0 but for content `inputs`.
public struct InputSummary: Sendable, Codable, Hashable {
    /// Sampled frames that the bundle holds.
    public var frames: Int
    /// How frames are stored.
    public var frameStorage: FrameStorage
    /// Their bytes as stored.
    public var frameBytes: Int
    /// Log-mel frames that the bundle holds.
    public var melFrames: Int
    /// Their bytes.
    public var logMelBytes: Int

    enum CodingKeys: String, CodingKey {
        case frames
        case frameStorage = "frame_storage"
        case frameBytes = "frame_bytes"
        case melFrames = "mel_frames"
        case logMelBytes = "log_mel_bytes"
    }

    /// The inputs of a bundle.
    public init(_ bundle: TokenBundle) {
        self.init(bundle.inputs, bundle.metadata)
    }

    init(_ inputs: BundleInputs, _ metadata: BundleMetadata) {
        frames = inputs.frameCount
        frameStorage = metadata.frameStorage
        frameBytes =
            inputs.rawFrameCount * metadata.resizedHeight * metadata.resizedWidth * 3 + inputs.packedByteCount
        melFrames = inputs.logMelFrameCount
        logMelBytes = BundleInputs.melCount * inputs.logMelFrameCount * MemoryLayout<Float>.size
    }
}
