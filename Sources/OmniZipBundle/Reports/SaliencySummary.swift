import OmniZipCore

/// Whose saliency chose the audio tokens of a bundle, where it was not the encoder's own, and how far the plan with the
/// encoder's own agrees: what a user with a model's weights learns about the plan without them.
public struct SaliencySummary: Sendable, Codable, Equatable {
    /// SHA-256 of the file that held the saliency.
    public var sha256: String
    /// Audio tokens kept with the given saliency, and by the other mask with the encoder's own.
    public var audioOverlap: MaskOverlap
    /// Video tokens, alike.
    public var videoOverlap: MaskOverlap

    enum CodingKeys: String, CodingKey {
        case sha256
        case audioOverlap = "audio_overlap"
        case videoOverlap = "video_overlap"
    }

    /// A summary.
    public init(sha256: String, audioOverlap: MaskOverlap, videoOverlap: MaskOverlap) {
        self.sha256 = sha256
        self.audioOverlap = audioOverlap
        self.videoOverlap = videoOverlap
    }
}
