/// A borrowed block of single-precision rows. It does not own its memory: use it only while the owner is alive.
public struct RowView {
    /// First value of the first row.
    public let base: UnsafePointer<Float>
    /// Number of rows.
    public let count: Int
    /// Values in a row.
    public let columns: Int
    /// Distance of the starts of two neighbouring rows, in values; at least `columns`.
    public let stride: Int

    /// A view of `count` rows of `columns` values each, `stride` values apart (default: without gaps).
    public init(_ base: UnsafePointer<Float>, count: Int, columns: Int, stride: Int? = nil) {
        let stride = stride ?? columns
        precondition(count >= 0 && columns >= 0 && stride >= columns, "a row view needs stride >= columns >= 0")
        self.base = base
        self.count = count
        self.columns = columns
        self.stride = stride
    }

    /// A view of all rows of a buffer without gaps; an empty buffer has no rows.
    public init(_ values: UnsafeBufferPointer<Float>, columns: Int) {
        precondition(columns > 0 && values.count % columns == 0, "a buffer of rows needs whole rows")
        self.init(values.baseAddress ?? Self.nothing, count: values.count / columns, columns: columns)
    }

    // Where an empty buffer without an address points to; nothing is read from it.
    private nonisolated(unsafe) static let nothing = UnsafePointer(UnsafeMutablePointer<Float>.allocate(capacity: 1))

    /// First value of row `index`.
    @inline(__always)
    public func row(_ index: Int) -> UnsafePointer<Float> { base + index * stride }

    /// The rows `range` of this view.
    public func rows(_ range: Range<Int>) -> RowView {
        RowView(base + range.lowerBound * stride, count: range.count, columns: columns, stride: stride)
    }
}
