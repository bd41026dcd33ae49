/// What remains of one window.
public struct CompressedWindow: Sendable, Equatable {
    /// Kept video tokens, [patches * C], patch after patch, cells row-major.
    public let videoKeep: [Bool]
    /// Largest cosine of each of the window's audio tokens to one of its video tokens; 0 where it has no video.
    public let audioScore: [Float]
    /// Raw merges into anchors: indices of the clip's audio tokens, grouped by anchor, best source first. The
    /// anchor's own weight is 1 and not listed.
    public let anchorMerges: [MergeEntry]
    /// Linear merges of dropped cells (temporal = merge): indices t * C + c of the clip's video tokens, sorted by
    /// target, own entry first; the weights of a target sum to 1.
    public let videoMerges: [MergeEntry]
    /// The audio tokens that merging changed, one row for each of `consolidatedAudioIndex`.
    public let consolidatedAudio: TokenMatrix
    /// Which of the clip's audio tokens they replace.
    public let consolidatedAudioIndex: [Int]
    /// The video tokens that merging changed, one row for each of `consolidatedVideoIndex`.
    public let consolidatedVideo: TokenMatrix
    /// Which of the clip's video tokens they replace.
    public let consolidatedVideoIndex: [Int]
}
