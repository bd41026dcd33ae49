import OmniZipKernels

/// OmniZip's audio and its choice of cells, but the same share of every window.
enum FixedBaseline {
    static func masks(for input: BaselineInput) throws(CompressionError) -> BaselineMasks {
        let cells = input.grid.count
        let tokenCount = input.keptCellsPerPatch.count * cells
        let tokens = try input.tokens(input.video, rows: tokenCount, named: "video tokens", for: .fixed)
        let keptPerPatch = keptCellsPerPatch(input)
        let istc = InterleavedCompression(grid: input.grid, parameters: input.parameters)
        let scratch = WindowScratch()
        var keep = [Bool](repeating: false, count: tokenCount)
        tokens.values.withUnsafeBufferPointer { values in
            let rows = RowView(values, columns: max(tokens.columns, 1))
            keep.withUnsafeMutableBufferPointer { mask in
                guard let mask = mask.baseAddress else { return }
                for window in input.windows {
                    let range = window.patches.lowerBound * cells..<window.patches.upperBound * cells
                    let unit = scratch.unitVideo.pointer(count: range.count * rows.columns)
                    Norms.normalise(rows.rows(range), rule: istc.comparison.norm, into: unit)
                    istc.select(
                        of: RowView(unit, count: range.count, columns: rows.columns),
                        keptPerPatch: keptPerPatch[window.patches], scratch: scratch, into: mask + range.lowerBound)
                }
            }
        }
        return BaselineMasks(audioKeep: input.audioKeep, videoKeep: keep)
    }

    /// The clip's count in even shares.
    static func keptCellsPerPatch(_ input: BaselineInput) -> [Int] {
        let sizes = input.windows.map { $0.patches.count * input.grid.count }
        let all = sizes.reduce(0, +)
        guard all > 0 else { return [Int](repeating: 0, count: input.keptCellsPerPatch.count) }
        let total = input.keptCellsPerPatch.reduce(0, +)
        let rate = 1 - Double(total) / Double(all)
        let kept = BudgetAllocation.keptPerWindow(
            rates: sizes.map { _ in rate }, sizes: sizes, total: total)
        return zip(input.windows, kept).flatMap {
            BudgetAllocation.keptPerPatch(kept: $1, patchCount: $0.patches.count)
        }
    }
}
