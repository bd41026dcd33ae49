/// Tokens that a baseline keeps.
public struct BaselineMasks: Sendable, Equatable {
    /// Kept audio tokens, [Na].
    public let audioKeep: [Bool]
    /// Kept video tokens, [T * C].
    public let videoKeep: [Bool]

    /// Masks of one clip.
    public init(audioKeep: [Bool], videoKeep: [Bool]) {
        self.audioKeep = audioKeep
        self.videoKeep = videoKeep
    }
}
