import OmniZipKernels

/// Consolidation over the whole clip at once, as the authors' program does it: any anchor may take any token, and scores
/// are cosines to the video of the whole clip.
///
/// It holds unit rows of the tokens that are not dominant; nothing else of the clip need be in memory.
struct ReleasedAnchors: ~Copyable {
    /// Tokens that are not dominant, in the order in which `take` wants them; none where nothing can be
    /// merged, and in the other scope.
    let tokens: [Int]
    private let anchors: [Int]
    private let pool: [Int]
    private let isKept: [Bool]
    private let columns: Int
    private let merge: AnchorMerge
    private var anchorRows = ScratchBuffer<Float>()
    private var poolRows = ScratchBuffer<Float>()
    private var taken = 0
    private var takenAnchors = 0
    private var scores: [Float]?

    init(selection: CompressionPlan, columns: Int) {
        let isWhole = selection.parameters.scope == .released
        anchors = isWhole ? selection.anchors.flatMap { $0 } : []
        pool = anchors.isEmpty ? [] : selection.audioKeep.indices.filter { !selection.audioKeep[$0] }
        tokens = pool.isEmpty ? [] : selection.dominant.indices.filter { !selection.dominant[$0] }
        isKept = selection.audioKeep
        self.columns = columns
        merge = AnchorMerge(parameters: selection.parameters)
        guard !tokens.isEmpty else { return }
        _ = anchorRows.pointer(count: anchors.count * columns)
        _ = poolRows.pointer(count: pool.count * columns)
        if selection.patchCount > 0 { scores = [Float](repeating: -.infinity, count: pool.count) }
    }

    /// Takes the next of `tokens`.
    mutating func take(_ row: RowView, rule: NormRule) {
        precondition(taken < tokens.count && row.count == 1, "not a token that is wanted")
        // Among tokens that are not dominant, the kept ones are the anchors.
        if isKept[tokens[taken]] {
            let base = anchorRows.pointer(count: anchors.count * columns)
            Norms.normalise(row, rule: rule, into: base + takenAnchors * columns)
            takenAnchors += 1
        } else {
            let base = poolRows.pointer(count: pool.count * columns)
            Norms.normalise(row, rule: rule, into: base + (taken - takenAnchors) * columns)
        }
        taken += 1
    }

    /// Raises scores by video tokens, given as unit rows.
    mutating func raise(by video: RowView, scratch: WindowScratch) {
        guard !tokens.isEmpty, video.count > 0 else { return }
        precondition(taken == tokens.count, "the tokens that are not dominant come before the first window")
        let rows = RowView(
            poolRows.pointer(count: pool.count * columns), count: pool.count, columns: columns)
        scores?.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            // The authors' program leaves the last bits to a library, too.
            CrossModalScore.raise(base, audio: rows, video: video, product: &scratch.product, isPortable: false)
        }
    }

    /// Raw merges of the clip, after its last window.
    mutating func merges(scratch: WindowScratch) -> [MergeEntry] {
        guard !tokens.isEmpty else { return [] }
        precondition(taken == tokens.count, "the tokens that are not dominant come before the first window")
        return merge.entries(
            anchors: anchors, pool: pool,
            targets: RowView(
                anchorRows.pointer(count: anchors.count * columns), count: anchors.count, columns: columns),
            sources: RowView(poolRows.pointer(count: pool.count * columns), count: pool.count, columns: columns),
            scores: scores, scratch: scratch)
    }
}
