import OmniZipKernels

/// Compresses patches of a window that follow each other: which cells stay, and what the others give them.
struct PatchCompression: Sendable {
    private let istc: InterleavedCompression
    private let temporal: TemporalMode

    init(grid: CellGrid, parameters: CompressionParameters) {
        istc = InterleavedCompression(grid: grid, parameters: parameters)
        temporal = parameters.temporal
    }

    /// How tokens become unit rows.
    var norm: NormRule { istc.comparison.norm }

    /// Unit rows of tokens of either modality, in memory of `buffer`.
    func unit(_ rows: RowView, in buffer: inout ScratchBuffer<Float>) -> RowView {
        let base = buffer.pointer(count: rows.count * rows.columns)
        Norms.normalise(rows, rule: norm, into: base)
        return RowView(base, count: rows.count, columns: rows.columns)
    }

    /// Compresses patches, the first of which is an even one of its window.
    ///
    /// - Parameters:
    ///   - tokens: their tokens, [patches * C, D].
    ///   - unit: the same as unit rows.
    ///   - keptPerPatch: how many cells each patch keeps, within 0...C.
    ///   - firstIndex: index in the clip of the first token.
    func compress(
        _ tokens: RowView, unit: RowView, keptPerPatch: ArraySlice<Int>, firstIndex: Int, scratch: WindowScratch
    ) -> CompressedPatches {
        var keep = [Bool](repeating: false, count: unit.count)
        keep.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            istc.select(of: unit, keptPerPatch: keptPerPatch, scratch: scratch, into: base)
        }
        let merges =
            temporal == .merge
            ? TemporalMerge.entries(
                unit: unit, keep: keep, comparison: istc.comparison, firstIndex: firstIndex, scratch: scratch) : []
        let new = TemporalMerge.consolidate(merges, tokens: tokens, firstIndex: firstIndex)
        return CompressedPatches(
            keep: keep, merges: merges, consolidated: new.rows, consolidatedIndex: new.index)
    }
}
