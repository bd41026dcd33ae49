import OmniZipKernels

/// Interleaved spatio-temporal compression, ISTC, of one window (OmniZip, arXiv 2511.14582): even patches
/// keep what is spread in content, odd patches what changed.
struct InterleavedCompression: Sendable {
    let comparison: CellComparison
    let neighbours: Int
    let scope: CompressionScope

    init(grid: CellGrid, parameters: CompressionParameters) {
        scope = parameters.scope
        comparison = scope == .window ? .window(grid) : .released(grid)
        neighbours = parameters.neighbourCount
    }

    /// Marks the kept cells of a window.
    ///
    /// - Parameters:
    ///   - tokens: unit tokens, [patches * C, D].
    ///   - keptPerPatch: how many cells each patch keeps, within 0...C.
    ///   - mask: [patches * C], all false.
    func select(
        of tokens: RowView, keptPerPatch: ArraySlice<Int>, scratch: WindowScratch,
        into mask: UnsafeMutablePointer<Bool>
    ) {
        let cells = comparison.ranks.count
        for (patch, kept) in keptPerPatch.enumerated() {
            let rows = tokens.rows(patch * cells..<(patch + 1) * cells)
            let target = mask + patch * cells
            if kept >= cells {
                target.update(repeating: true, count: cells)
            } else if patch % 2 == 1 {
                TemporalPruning.select(
                    kept, of: rows, previous: tokens.rows((patch - 1) * cells..<patch * cells),
                    comparison: comparison, scratch: scratch, into: target)
            } else if scope == .window {
                DensityPeaks.select(
                    kept, of: rows, neighbours: neighbours, ranks: comparison.ranks, scratch: scratch, into: target)
            } else {
                ReleasedDensityPeaks.select(
                    kept, of: rows, neighbours: neighbours, scratch: scratch, into: target)
            }
        }
    }
}
