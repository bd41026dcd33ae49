import OmniZipFFmpeg

/// What the index pass may accept.
public struct IndexOptions: Sendable, Hashable {
    /// Largest picture in pixels (width times height); `--max-picture-pixels`.
    public var maxPicturePixels: Int
    /// What the file may use and ask for, in this pass and in later ones.
    public var policy: InputPolicy
    /// Whether to look at pictures at all.
    public var usesVideo: Bool
    /// Whether to look at sound at all.
    public var usesAudio: Bool

    /// The defaults: both streams, pictures up to 16384 x 16384.
    public init(
        maxPicturePixels: Int = 16384 * 16384, policy: InputPolicy = InputPolicy(), usesVideo: Bool = true,
        usesAudio: Bool = true
    ) {
        self.maxPicturePixels = maxPicturePixels
        self.policy = policy
        self.usesVideo = usesVideo
        self.usesAudio = usesAudio
    }
}
