import OmniZipKernels

/// The order in which OmniZip would keep the cells of each patch: the choice at every rate, for the price of one.
///
/// ISTC ranks the cells of a patch by a score that does not depend on how many are kept, so that the choice of k cells
/// is the first k of this order (OmniZip, arXiv 2511.14582, ISTC; scope `window`).
public struct WindowCellOrder: Sendable {
    private let video: InterleavedCompression
    private let cells: Int
    private let dimension: Int
    private var scratch = WindowScratch()

    /// An order for tokens of `dimension` values on `grid`.
    ///
    /// - Parameters:
    ///   - grid: the cells of a patch, C.
    ///   - dimension: width of a token, D.
    ///   - neighbourCount: neighbours of the density estimate (`CompressionParameters`).
    /// - Precondition: `dimension` > 0 and `neighbourCount` >= 1.
    public init(grid: CellGrid, dimension: Int, neighbourCount: Int) {
        precondition(dimension > 0, "tokens need at least one value")
        precondition(neighbourCount >= 1, "a density needs at least one neighbour")
        var parameters = CompressionParameters()
        parameters.neighbourCount = neighbourCount
        video = InterleavedCompression(grid: grid, parameters: parameters)
        cells = grid.count
        self.dimension = dimension
    }

    /// The cells of each patch of one window, first to be kept first: [patches * C], numbers within the patch.
    ///
    /// - Parameter tokens: the window's video tokens, [patches * C, D], patch after patch.
    /// - Precondition: `tokens` are whole patches of C * D values.
    /// - Complexity: O(patches * C * C * D).
    public mutating func order(of tokens: UnsafeBufferPointer<Float>) -> [Int32] {
        guard cells > 0, !tokens.isEmpty else { return [] }
        if !isKnownUniquelyReferenced(&scratch) { scratch = WindowScratch() }
        precondition(tokens.count % (cells * dimension) == 0, "not whole patches")
        let rows = RowView(tokens, columns: dimension)
        let base = scratch.unitVideo.pointer(count: rows.count * dimension)
        Norms.normalise(rows, rule: video.comparison.norm, into: base)
        let unit = RowView(base, count: rows.count, columns: dimension)
        var order = [Int32](repeating: 0, count: rows.count)
        order.withUnsafeMutableBufferPointer { target in
            guard let target = target.baseAddress else { return }
            for patch in 0..<rows.count / cells {
                let range = patch * cells..<(patch + 1) * cells
                if patch % 2 == 1 {
                    TemporalPruning.order(
                        of: unit.rows(range), previous: unit.rows(range.lowerBound - cells..<range.lowerBound),
                        comparison: video.comparison, scratch: scratch, into: target + range.lowerBound)
                } else {
                    DensityPeaks.order(
                        of: unit.rows(range), neighbours: video.neighbours, ranks: video.comparison.ranks,
                        scratch: scratch, into: target + range.lowerBound)
                }
            }
        }
        return order
    }

    /// The mask [patches * C] of the first `keptPerPatch` cells of each patch of `order`.
    ///
    /// - Precondition: `order` has C cells for each of `keptPerPatch`, and no count is negative.
    public static func mask(of order: [Int32], keptPerPatch: ArraySlice<Int>) -> [Bool] {
        guard !keptPerPatch.isEmpty else { return [] }
        let cells = order.count / keptPerPatch.count
        var mask = [Bool](repeating: false, count: order.count)
        for (patch, kept) in keptPerPatch.enumerated() {
            for cell in order[patch * cells..<patch * cells + min(kept, cells)] {
                mask[patch * cells + Int(cell)] = true
            }
        }
        return mask
    }
}
