import COpenBLAS

/// OpenBLAS behind the interface of `MatrixProduct`, on one thread.
enum WideProduct {
    // Its own threads cost three to five times the CPU time at these sizes, and the environment variable is read
    // before a program can set it. Set once, before the first product.
    private static let isSingleThreaded: Bool = {
        openblas_set_num_threads(1)
        return true
    }()

    /// Writes A B^T to `result` and returns true, or returns false if the sizes are none that the library takes.
    ///
    /// The library prints to stderr and leaves the result untouched when an argument is illegal, so every size is
    /// checked here first.
    static func multiply(
        _ a: RowView, transposed b: RowView, into result: UnsafeMutablePointer<Float>, resultStride: Int
    ) -> Bool {
        guard a.count > 0, b.count > 0, a.columns > 0, a.columns == b.columns, resultStride >= b.count,
            isSingleThreaded, let m = Int32(exactly: a.count), let n = Int32(exactly: b.count),
            let k = Int32(exactly: a.columns), let strideA = Int32(exactly: a.stride),
            let strideB = Int32(exactly: b.stride), let strideC = Int32(exactly: resultStride)
        else { return false }
        let rowMajor: Int32 = 101
        let plain: Int32 = 111
        let transposed: Int32 = 112
        cblas_sgemm(
            rowMajor, plain, transposed, m, n, k, 1, a.base, strideA, b.base, strideB, 0, result, strideC)
        return true
    }
}
