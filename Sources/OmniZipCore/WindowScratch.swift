import OmniZipKernels

/// Working memory of one window, kept between windows. It carries no state from one call to the next.
///
/// Not thread-safe; its owner makes sure that nobody else holds it while it is written.
final class WindowScratch: @unchecked Sendable {
    /// Unit rows of the window's audio tokens.
    var unitAudio = ScratchBuffer<Float>()
    /// Unit rows of the window's video tokens.
    var unitVideo = ScratchBuffer<Float>()
    /// Gathered unit rows: sources of a merge.
    var sources = ScratchBuffer<Float>()
    /// Gathered unit rows: possible targets of a merge.
    var targets = ScratchBuffer<Float>()
    /// A block of a matrix product.
    var product = ScratchBuffer<Float>()
    /// Distances of the cells of one patch, [C, C].
    var distances = ScratchBuffer<Float>()
    /// The nearest distances of one cell.
    var nearest = ScratchBuffer<Float>()
    /// One value a cell.
    var densities = ScratchBuffer<Double>()
    /// Entries of a selection.
    var entries = ScratchBuffer<ScoredIndex>()
    /// Cells by descending density.
    var order = ScratchBuffer<ScoredIndex>()

    /// Copies the rows `indices` of `rows` next to each other into `buffer`.
    static func gather(
        _ indices: [Int], of rows: RowView, into buffer: inout ScratchBuffer<Float>
    ) -> RowView {
        let base = buffer.pointer(count: indices.count * rows.columns)
        for (i, index) in indices.enumerated() {
            (base + i * rows.columns).update(from: rows.row(index), count: rows.columns)
        }
        return RowView(base, count: indices.count, columns: rows.columns)
    }
}
