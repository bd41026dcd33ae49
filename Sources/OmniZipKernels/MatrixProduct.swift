/// Products of row blocks, A B^T: element (i, j) is the inner product of row i of A and row j of B.
///
/// Up to `widestPortable` columns the result has the bits of `DotProduct` on every machine. Wider rows (a language
/// model's own embeddings) go to OpenBLAS, four to five times as fast, whose last bits depend on the processor.
public enum MatrixProduct {
    /// Widest rows, in values, that the fixed-order kernel multiplies.
    public static let widestPortable = 512

    /// Multiplications from which OpenBLAS pays for narrow rows whose products need not be the same everywhere.
    private static let largeWork = 1 << 24

    /// Writes A B^T to `result`, [a.count, b.count] with rows `resultStride` values apart (default: b.count).
    ///
    /// - Parameter isPortable: whether narrow rows get the bits of `DotProduct` also in large products, which OpenBLAS
    ///   computes twice as fast.
    /// - Precondition: `a.columns == b.columns`, and `result` holds `a.count` rows of `resultStride` values.
    public static func multiply(
        _ a: RowView, transposed b: RowView, into result: UnsafeMutablePointer<Float>, resultStride: Int? = nil,
        isPortable: Bool = true
    ) {
        let stride = resultStride ?? b.count
        precondition(a.columns == b.columns && stride >= b.count, "a product needs rows of one width")
        let mayDiffer = a.columns > widestPortable || !isPortable && a.count * b.count * a.columns >= largeWork
        if mayDiffer, WideProduct.multiply(a, transposed: b, into: result, resultStride: stride) {
            return
        }
        multiplyPortably(a, transposed: b, into: result, resultStride: stride)
    }

    /// Writes the products of all pairs of rows to `result`, [a.count, a.count]. Only half of them are computed;
    /// the matrix is exactly symmetric.
    ///
    /// - Precondition: `result` holds `a.count * a.count` values.
    public static func gram(_ a: RowView, into result: UnsafeMutablePointer<Float>) {
        if a.columns > widestPortable, WideProduct.multiply(a, transposed: a, into: result, resultStride: a.count) {
            mirrorUpperTriangle(of: result, count: a.count)
            return
        }
        gramPortably(a, into: result)
    }

    static func multiplyPortably(
        _ a: RowView, transposed b: RowView, into result: UnsafeMutablePointer<Float>, resultStride: Int
    ) {
        guard a.count > 0, b.count > 0 else { return }
        var j = 0
        while j < b.count {
            var i = 0
            while i < a.count {
                let tile = tile(a, i, b, j)
                let columns = min(4, b.count - j)
                let target = result + i * resultStride + j
                store(tile.top, columns, to: target)
                if i + 1 < a.count { store(tile.bottom, columns, to: target + resultStride) }
                i += 2
            }
            j += 4
        }
    }

    static func gramPortably(_ a: RowView, into result: UnsafeMutablePointer<Float>) {
        let n = a.count
        var j = 0
        while j < n {
            let columns = min(4, n - j)
            var i = 0
            while i < j + columns {
                let tile = tile(a, i, a, j)
                let target = result + i * n + j
                store(tile.top, columns, to: target)
                for c in 0..<columns { result[(j + c) * n + i] = tile.top[c] }
                if i + 1 < n {
                    store(tile.bottom, columns, to: target + n)
                    for c in 0..<columns { result[(j + c) * n + i + 1] = tile.bottom[c] }
                }
                i += 2
            }
            j += 4
        }
    }

    /// At the edges the last row stands in for the missing ones; what it gives is not stored.
    @inline(__always)
    private static func tile(_ a: RowView, _ i: Int, _ b: RowView, _ j: Int) -> ProductTile {
        let lastA = a.count - 1
        let lastB = b.count - 1
        return ProductTile(
            a.row(i), a.row(min(i + 1, lastA)), b.row(j), b.row(min(j + 1, lastB)), b.row(min(j + 2, lastB)),
            b.row(min(j + 3, lastB)), count: a.columns)
    }

    @inline(__always)
    private static func store(_ v: SIMD4<Float>, _ count: Int, to target: UnsafeMutablePointer<Float>) {
        if count == 4 {
            Lanes.store(v, to: target)
        } else {
            for lane in 0..<count { target[lane] = v[lane] }
        }
    }

    private static func mirrorUpperTriangle(of matrix: UnsafeMutablePointer<Float>, count n: Int) {
        for i in 0..<n {
            for j in 0..<i { matrix[i * n + j] = matrix[j * n + i] }
        }
    }
}
