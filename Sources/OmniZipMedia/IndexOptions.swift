import OmniZipFFmpeg

/// What the index pass may accept.
public struct IndexOptions: Sendable, Hashable {
    /// Largest picture in pixels (width times height); `--max-picture-pixels`.
    public var maxPicturePixels: Int {
        get { policy.limits.maxPicturePixels }
        set { policy.limits.maxPicturePixels = newValue }
    }
    /// What the file may use and ask for, in this pass and in later ones.
    public var policy: InputPolicy
    /// Whether to look at pictures at all.
    public var usesVideo: Bool
    /// Whether to look at sound at all.
    public var usesAudio: Bool

    /// The defaults: both streams, what `InputPolicy` says. A `maxPicturePixels` wins over that of the policy.
    public init(
        maxPicturePixels: Int? = nil, policy: InputPolicy = InputPolicy(), usesVideo: Bool = true,
        usesAudio: Bool = true
    ) {
        self.policy = policy
        self.usesVideo = usesVideo
        self.usesAudio = usesAudio
        if let maxPicturePixels { self.maxPicturePixels = maxPicturePixels }
    }
}
