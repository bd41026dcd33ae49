/// What the index pass may accept.
public struct IndexOptions: Sendable, Hashable, Codable {
    /// Largest picture in pixels (width times height); `--max-picture-pixels`.
    public var maxPicturePixels: Int
    /// Whether to look at pictures at all.
    public var usesVideo: Bool
    /// Whether to look at sound at all.
    public var usesAudio: Bool

    /// The defaults: both streams, pictures up to 16384 x 16384.
    public init(maxPicturePixels: Int = 16384 * 16384, usesVideo: Bool = true, usesAudio: Bool = true) {
        self.maxPicturePixels = maxPicturePixels
        self.usesVideo = usesVideo
        self.usesAudio = usesAudio
    }
}
