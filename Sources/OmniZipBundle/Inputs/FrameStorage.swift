/// How the sampled frames of content `inputs` are stored.
public enum FrameStorage: String, Sendable, Codable, CaseIterable {
    /// Pixels as they are, in `frames`.
    case raw
    /// One PNG file a frame, in `packed_frames`: the same pixels in fewer bytes, and more work to read.
    case png
}
