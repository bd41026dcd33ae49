/// Cells of one temporal patch after the spatial merge: one cell is one video token.
public struct CellGrid: Sendable, Hashable, Codable {
    /// Rows of cells.
    public let height: Int
    /// Columns of cells.
    public let width: Int

    /// A grid of `height` x `width` cells.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// Cells of one patch, C.
    public var count: Int { height * width }

    /// Cells of one patch, or nil where a side is negative or their number overflows: for grids that nobody checked.
    var checkedCount: Int? {
        let (count, overflow) = height.multipliedReportingOverflow(by: width)
        return height >= 0 && width >= 0 && !overflow ? count : nil
    }
}
