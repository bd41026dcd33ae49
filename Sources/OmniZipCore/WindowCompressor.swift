import OmniZipKernels

/// Compresses a clip window by window as tokens come (scope `window`). Memory is that of the largest window.
///
/// A value: windows may be compressed in any order, by copies on several threads, with the same result. Up to 512
/// columns, results have the same bits on every machine.
public struct WindowCompressor: Sendable {
    /// What the clip keeps.
    public let plan: CompressionPlan
    /// Width of a token, D.
    public let dimension: Int
    private let video: InterleavedCompression
    private let merge: AnchorMerge
    private(set) var scratch = WindowScratch()

    /// A compressor for tokens of `dimension` values.
    ///
    /// - Precondition: `grid` has the plan's cells per patch if there are patches.
    public init(plan: CompressionPlan, grid: CellGrid, dimension: Int) {
        precondition(plan.patchCount == 0 || grid.count == plan.cellsPerPatch, "the grid is not the plan's")
        precondition(dimension > 0, "tokens need at least one value")
        self.plan = plan
        self.dimension = dimension
        video = InterleavedCompression(grid: grid, parameters: plan.parameters)
        merge = AnchorMerge(parameters: plan.parameters)
    }

    /// Compresses window `index` of the plan.
    ///
    /// - Parameters:
    ///   - audio: the window's audio tokens, [n, D], finite.
    ///   - video: its video tokens, [patches * C, D], patch after patch, cells row-major, finite.
    /// - Complexity: O((n + C) * patches * C * D).
    /// - Precondition: the buffers hold exactly the window's tokens.
    public mutating func compress(
        window index: Int, audio: UnsafeBufferPointer<Float>, video: UnsafeBufferPointer<Float>
    ) -> CompressedWindow {
        let window = plan.windows[index]
        precondition(audio.count == window.audio.count * dimension, "not the window's audio tokens")
        precondition(
            video.count == window.patches.count * plan.cellsPerPatch * dimension, "not the window's video tokens")
        // A copy of this value shares the scratch memory until one of the two is used.
        if !isKnownUniquelyReferenced(&scratch) { scratch = WindowScratch() }
        let audioRows = RowView(audio, columns: dimension)
        let videoRows = RowView(video, columns: dimension)
        let unitAudio = unit(audioRows, &scratch.unitAudio)
        let unitVideo = unit(videoRows, &scratch.unitVideo)

        let scores = audioScores(unitAudio, unitVideo)
        let anchorMerges = anchorMerges(index, unitAudio, videoRows.count > 0 ? scores : nil)
        let keep = keptCells(window, unitVideo)
        let firstCell = window.patches.lowerBound * plan.cellsPerPatch
        let videoMerges =
            plan.parameters.temporal == .merge
            ? TemporalMerge.entries(
                unit: unitVideo, keep: keep, comparison: self.video.comparison, firstIndex: firstCell,
                scratch: scratch) : []
        let newAudio = AnchorMerge.consolidate(
            anchorMerges, tokens: audioRows, firstIndex: window.audio.lowerBound)
        let newVideo = TemporalMerge.consolidate(videoMerges, tokens: videoRows, firstIndex: firstCell)
        return CompressedWindow(
            videoKeep: keep, audioScore: scores, anchorMerges: anchorMerges, videoMerges: videoMerges,
            consolidatedAudio: newAudio.rows, consolidatedAudioIndex: newAudio.index,
            consolidatedVideo: newVideo.rows, consolidatedVideoIndex: newVideo.index)
    }

    private func unit(_ rows: RowView, _ buffer: inout ScratchBuffer<Float>) -> RowView {
        let base = buffer.pointer(count: rows.count * dimension)
        Norms.normalise(rows, rule: video.comparison.norm, into: base)
        return RowView(base, count: rows.count, columns: dimension)
    }

    private func audioScores(_ audio: RowView, _ video: RowView) -> [Float] {
        guard video.count > 0 else { return [Float](repeating: 0, count: audio.count) }
        var scores = [Float](repeating: -.infinity, count: audio.count)
        scores.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            CrossModalScore.raise(base, audio: audio, video: video, product: &scratch.product)
        }
        return scores
    }

    private func anchorMerges(_ index: Int, _ unit: RowView, _ scores: [Float]?) -> [MergeEntry] {
        let first = plan.windows[index].audio.lowerBound
        let anchors = plan.anchors[index].map { $0 - first }
        let pool = plan.windows[index].audio.filter { !plan.audioKeep[$0] }.map { $0 - first }
        guard let scores else {
            return merge.entries(
                anchors: anchors, pool: pool, unit: unit, scores: nil, firstIndex: first, scratch: scratch)
        }
        return scores.withUnsafeBufferPointer {
            merge.entries(
                anchors: anchors, pool: pool, unit: unit, scores: $0.baseAddress, firstIndex: first,
                scratch: scratch)
        }
    }

    private func keptCells(_ window: TimeWindow, _ unit: RowView) -> [Bool] {
        var keep = [Bool](repeating: false, count: unit.count)
        keep.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            video.select(
                of: unit, keptPerPatch: plan.keptCellsPerPatch[window.patches], scratch: scratch, into: base)
        }
        return keep
    }
}
