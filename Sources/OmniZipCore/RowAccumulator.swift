/// A weighted sum of token rows in double precision, one row of the result at a time.
///
/// Rows are added in the order of a merge table, so that the result has the same bits wherever they come from.
public struct RowAccumulator: Sendable {
    private var sum: [Double]
    private var isEmpty = true

    /// Sums of rows of `columns` values.
    public init(columns: Int) {
        sum = [Double](repeating: 0, count: columns)
    }

    /// Adds `weight` times a row of `columns` values.
    public mutating func add(_ row: UnsafePointer<Float>, weight: Double) {
        let startsAnew = isEmpty
        isEmpty = false
        sum.withUnsafeMutableBufferPointer { sum in
            if startsAnew {
                for k in sum.indices { sum[k] = weight * Double(row[k]) }
            } else {
                for k in sum.indices { sum[k] += weight * Double(row[k]) }
            }
        }
    }

    /// Writes the sum divided by `divisor` to `target`, `columns` values, and starts anew.
    public mutating func store(dividedBy divisor: Double, to target: UnsafeMutablePointer<Float>) {
        isEmpty = true
        sum.withUnsafeBufferPointer { sum in
            for k in sum.indices { target[k] = Float(sum[k] / divisor) }
        }
    }
}
