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
        let n = cells.count
        guard count > 0 else { return }
        let entries = UnsafeMutableBufferPointer(start: scratch.entries.pointer(count: n), count: n)
        for i in 0..<n {
            let cosine = DotProduct.dot(cells.row(i), previous.row(i), count: cells.columns)
            entries[i] = ScoredIndex(
                score: -Double(comparison.compared(cosine)), rank: comparison.ranks[i], index: Int32(i))
        }
        let kept = min(count, n)
        TopK.select(kept, of: entries)
        for entry in entries[..<kept] { mask[Int(entry.index)] = true }
    }
}
