/// Token vectors as rows of a dense single-precision matrix, row-major.
public struct TokenMatrix: Sendable, Equatable {
    /// Number of tokens.
    public let rows: Int
    /// Width of a token, D.
    public let columns: Int
    /// `rows * columns` values, row after row.
    public var values: [Float]

    /// A matrix over existing values.
    ///
    /// - Precondition: `values.count == rows * columns`.
    public init(rows: Int, columns: Int, values: [Float]) {
        precondition(values.count == rows * columns, "a token matrix needs rows * columns values")
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// A matrix of zeros.
    public init(rows: Int, columns: Int) {
        self.init(rows: rows, columns: columns, values: [Float](repeating: 0, count: rows * columns))
    }
}
