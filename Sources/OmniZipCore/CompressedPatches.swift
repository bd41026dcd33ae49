/// What remains of consecutive patches of one window.
public struct CompressedPatches: Sendable, Equatable {
    /// Kept video tokens, [patches * C], patch after patch, cells row-major.
    public let keep: [Bool]
    /// Linear merges of dropped cells (temporal = merge): indices t * C + c of the clip's video tokens, sorted by target,
    /// own entry first; the weights of a target sum to 1.
    public let merges: [MergeEntry]
    /// The video tokens that merging changed, one row for each of `consolidatedIndex`.
    public let consolidated: TokenMatrix
    /// Which of the clip's video tokens they replace.
    public let consolidatedIndex: [Int]
}

/// What is known of a window's audio after its last patch.
public struct CompressedAudio: Sendable, Equatable {
    /// Largest cosine of each of the window's audio tokens to one of its video tokens; 0 where it has no video.
    public let score: [Float]
    /// Raw merges into the window's anchors, as in `CompressionResult`. Scope `released`: none before the clip's end.
    public let anchorMerges: [MergeEntry]
}
