/// Consecutive tokens of one modality whose kept ones fill consecutive rows.
public struct KeptRun: Sendable, Hashable {
    /// Token indices in the modality: t * C + c, or audio tokens.
    public let source: Range<Int>
    /// Row of the first kept token of `source`.
    public let firstRow: Int
    /// Kept tokens of `source`.
    public let keptCount: Int

    /// A run of kept tokens.
    public init(source: Range<Int>, firstRow: Int, keptCount: Int) {
        self.source = source
        self.firstRow = firstRow
        self.keptCount = keptCount
    }
}

/// Finds the rows of kept tokens while windows are still being compressed, in the order in which tokens are collected:
/// first all kept video tokens, then all kept audio tokens.
///
/// Rows in this order are known from the plan alone. Rows in the order of the block are not: where a patch lasts more
/// than two seconds, the model's order splits it between chunks, and then rows depend on which of its cells are kept.
/// So tokens are brought into the block's order only when the bundle is written.
public struct KeptRowPlacer: Sendable {
    /// Kept tokens of the whole block, L.
    public let rowCount: Int

    private let cellsPerPatch: Int
    /// Kept video tokens before each patch, and in all at the end.
    private let videoBefore: [Int]
    /// Kept audio tokens before each audio token, and in all at the end.
    private let audioBefore: [Int]

    /// A placer for one clip.
    ///
    /// - Parameters:
    ///   - audioKeep: one value an audio token.
    ///   - keptCellsPerPatch: one value a patch, at most C.
    public init(layout: BlockLayout, audioKeep: [Bool], keptCellsPerPatch: [Int]) {
        cellsPerPatch = layout.cellsPerPatch
        videoBefore = Self.sums(of: keptCellsPerPatch)
        audioBefore = Self.sums(of: audioKeep.map { $0 ? 1 : 0 })
        rowCount = (videoBefore.last ?? 0) + (audioBefore.last ?? 0)
    }

    /// Rows of the kept cells of consecutive patches: at most one run.
    ///
    /// - Precondition: `keep` holds the masks of these patches, C values each, with as many kept cells as the plan says.
    public func placeVideo(patches: Range<Int>, keep: [Bool]) -> [KeptRun] {
        let kept = videoBefore[patches.upperBound] - videoBefore[patches.lowerBound]
        precondition(keep.reduce(0) { $0 + ($1 ? 1 : 0) } == kept, "a mask that the plan does not foresee")
        let source = patches.lowerBound * cellsPerPatch..<patches.upperBound * cellsPerPatch
        return run(source: source, firstRow: videoBefore[patches.lowerBound], keptCount: kept)
    }

    /// Rows of the kept tokens among `audio`: at most one run.
    public func placeAudio(_ audio: Range<Int>) -> [KeptRun] {
        let kept = audioBefore[audio.upperBound] - audioBefore[audio.lowerBound]
        let firstRow = (videoBefore.last ?? 0) + audioBefore[audio.lowerBound]
        return run(source: audio, firstRow: firstRow, keptCount: kept)
    }

    private func run(source: Range<Int>, firstRow: Int, keptCount: Int) -> [KeptRun] {
        keptCount > 0 ? [KeptRun(source: source, firstRow: firstRow, keptCount: keptCount)] : []
    }

    private static func sums(of counts: [Int]) -> [Int] {
        counts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    }
}
