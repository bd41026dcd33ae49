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
    private let patches: PatchCompression
    private let merge: AnchorMerge
    private(set) var scratch = WindowScratch()

    /// A compressor for tokens of `dimension` values.
    ///
    /// - Precondition: the plan is of scope `window`, `grid` has its cells per patch if there are patches.
    public init(plan: CompressionPlan, grid: CellGrid, dimension: Int) {
        precondition(plan.patchCount == 0 || grid.count == plan.cellsPerPatch, "the grid is not the plan's")
        precondition(dimension > 0, "tokens need at least one value")
        precondition(plan.parameters.scope == .window, "scope released compares tokens of the whole clip")
        self.plan = plan
        self.dimension = dimension
        patches = PatchCompression(grid: grid, parameters: plan.parameters)
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
        let unitVideo = patches.unit(videoRows, in: &scratch.unitVideo)
        var heard = WindowAudio(
            window: index, unit: patches.unit(audioRows, in: &scratch.unitAudio), hasVideo: videoRows.count > 0)
        heard.raise(by: unitVideo, scratch: scratch)
        let anchorMerges = heard.anchorMerges(
            merge, range: window.audio, anchors: plan.anchors[index], audioKeep: plan.audioKeep, scratch: scratch)
        let seen = patches.compress(
            videoRows, unit: unitVideo, keptPerPatch: plan.keptCellsPerPatch[window.patches],
            firstIndex: window.patches.lowerBound * plan.cellsPerPatch, scratch: scratch)
        let newAudio = consolidate(anchorMerges, audioRows, first: window.audio.lowerBound)
        return CompressedWindow(
            videoKeep: seen.keep, audioScore: heard.scores, anchorMerges: anchorMerges, videoMerges: seen.merges,
            consolidatedAudio: newAudio.rows, consolidatedAudioIndex: newAudio.index,
            consolidatedVideo: seen.consolidated, consolidatedVideoIndex: seen.consolidatedIndex)
    }

    private func consolidate(
        _ merges: [MergeEntry], _ tokens: RowView, first: Int
    ) -> (index: [Int], rows: TokenMatrix) {
        let groups = AnchorConsolidation.groups(merges)
        var rows = TokenMatrix(rows: groups.count, columns: dimension)
        var consolidation = AnchorConsolidation(columns: dimension)
        rows.values.withUnsafeMutableBufferPointer { values in
            guard var target = values.baseAddress else { return }
            for group in groups {
                consolidation.write(group, to: target) { tokens.row($0 - first) }
                target += dimension
            }
        }
        return (groups.compactMap(\.first?.target), rows)
    }
}
