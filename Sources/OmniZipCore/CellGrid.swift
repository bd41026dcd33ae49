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
}
