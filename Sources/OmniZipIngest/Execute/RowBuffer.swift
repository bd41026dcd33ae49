import OmniZipCore

/// Rows of one window, allocated once for the longest window of a clip.
final class RowBuffer {
    /// Most memory that a file may ask for.
    static let limitBytes = 1 << 32

    private let columns: Int
    private let values: UnsafeMutableBufferPointer<Float>

    init(rows: Int, columns: Int) {
        self.columns = columns
        values = .allocate(capacity: rows * columns)
        values.initialize(repeating: 0)
    }

    /// Rows of a size that a file claims.
    ///
    /// - Throws: `tooLarge` where they would take more than `limitBytes`.
    convenience init(checkedRows rows: Int, columns: Int) throws(CompressionError) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard !overflow, count <= Self.limitBytes / MemoryLayout<Float>.stride else {
            throw CompressionError(
                code: .tooLarge, operation: "make room for tokens",
                cause: "\(rows) tokens of \(columns) values have to be in memory at once",
                remedy: "give shorter windows: at most \(Self.limitBytes) bytes are held")
        }
        self.init(rows: rows, columns: columns)
    }

    deinit { values.deallocate() }

    /// The first `count` rows.
    func prefix(_ count: Int) -> UnsafeMutableBufferPointer<Float> { rows(0..<count) }

    /// Rows `range`.
    func rows(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: values[range.lowerBound * columns..<range.upperBound * columns])
    }

    /// Puts the rows of `matrix` in place of the rows `indices`, counted from `base`.
    func overlay(_ matrix: TokenMatrix, at indices: [Int], base: Int) {
        for (row, index) in indices.enumerated() {
            let target = rows(index - base..<index - base + 1)
            _ = target.update(fromContentsOf: matrix.values[row * columns..<(row + 1) * columns])
        }
    }
}
