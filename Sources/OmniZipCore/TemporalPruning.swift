import OmniZipKernels

/// Temporal selection in odd patches: what changed since the patch before stays
/// (OmniZip, arXiv 2511.14582, ISTC).
enum TemporalPruning {
    /// Marks the `count` cells that are least similar to the same cell of the patch before.
    ///
    /// - Parameters:
    ///   - cells: unit tokens of the patch, [C, D].
    ///   - previous: unit tokens of the patch before, kept or not, [C, D].
    ///   - mask: [C]; only chosen cells are written.
    /// - Complexity: O(C D).
    static func select(
        _ count: Int, of cells: RowView, previous: RowView, comparison: CellComparison, scratch: WindowScratch,
        into mask: UnsafeMutablePointer<Bool>
    ) {
        guard count > 0 else { return }
        let entries = scored(cells, previous: previous, comparison: comparison, scratch: scratch)
        let kept = min(count, cells.count)
        TopK.select(kept, of: entries)
        for entry in entries[..<kept] { mask[Int(entry.index)] = true }
    }

    /// All cells from the least to the most similar, into `order`, [C]: the first k are those that `select` marks for k.
    static func order(
        of cells: RowView, previous: RowView, comparison: CellComparison, scratch: WindowScratch,
        into order: UnsafeMutablePointer<Int32>
    ) {
        var entries = scored(cells, previous: previous, comparison: comparison, scratch: scratch)
        entries.sort { $0.precedes($1) }
        for (position, entry) in entries.enumerated() { order[position] = entry.index }
    }

    /// Every cell with its dissimilarity, in memory of `scratch`.
    private static func scored(
        _ cells: RowView, previous: RowView, comparison: CellComparison, scratch: WindowScratch
    ) -> UnsafeMutableBufferPointer<ScoredIndex> {
        let n = cells.count
        let entries = UnsafeMutableBufferPointer(start: scratch.entries.pointer(count: n), count: n)
        for i in 0..<n {
            let cosine = DotProduct.dot(cells.row(i), previous.row(i), count: cells.columns)
            entries[i] = ScoredIndex(
                score: -Double(comparison.compared(cosine)), rank: comparison.ranks[i], index: Int32(i))
        }
        return entries
    }
}
