/// What remains of a whole clip.
public struct CompressionResult: Sendable {
    /// The windows, in order; N of them.
    public let windows: [TimeWindow]
    /// Audio tokens selected by saliency, [Na].
    public let dominant: [Bool]
    /// Kept audio tokens, dominant or anchor, [Na].
    public let audioKeep: [Bool]
    /// Kept video tokens, [T * C], patch after patch, cells row-major.
    public let videoKeep: [Bool]
    /// Audio tokens after consolidation, [Na, D]; those that received nothing are as they were.
    public let audio: TokenMatrix
    /// Video tokens after consolidation, [T * C, D].
    public let video: TokenMatrix
    /// Largest cosine of each audio token to a video token of its window, [Na]; 0 where it has no video.
    public let audioScore: [Float]
    /// Audio anchors in order of time.
    public let anchors: [Int]
    /// Share of each window's audio tokens that are kept, [N]; NaN where it has none.
    public let retention: [Double]
    /// Video pruning rate of each window before the budget, [N]; NaN where no audio guides it.
    public let baseRate: [Double]
    /// Video pruning rate of each window, [N].
    public let rate: [Double]
    /// Video tokens that each window keeps, [N].
    public let keptCells: [Int]
    /// Video tokens that each patch keeps, [T].
    public let keptCellsPerPatch: [Int]
    /// Raw merges into anchors, grouped by anchor in order of time, best source first.
    public let anchorMerges: [MergeEntry]
    /// Linear merges of dropped cells (temporal = merge): indices t * C + c, sorted by target, own entry first.
    public let videoMerges: [MergeEntry]
}
