import COpenBLAS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// OpenBLAS behind the interface of `MatrixProduct`, on one thread, opened at the first wide product.
enum WideProduct {
    private static let names = ["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib"]

    /// The library's product; nil where it is not installed.
    private static let sgemm: omnizip_cblas_sgemm? = {
        // Its own threads cost three to five times the CPU time at these sizes. It reads this when it is opened.
        setenv("OPENBLAS_NUM_THREADS", "1", 1)
        for name in names {
            guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(library, "cblas_sgemm") else {
                continue
            }
            return unsafeBitCast(symbol, to: omnizip_cblas_sgemm.self)
        }
        return nil
    }()

    /// Writes A B^T to `result` and returns true, or returns false if the library is not there or does not
    /// take such sizes.
    ///
    /// The library prints to stderr and leaves the result untouched when an argument is illegal, so every size is
    /// checked here first.
    static func multiply(
        _ a: RowView, transposed b: RowView, into result: UnsafeMutablePointer<Float>, resultStride: Int
    ) -> Bool {
        guard a.count > 0, b.count > 0, a.columns > 0, a.columns == b.columns, resultStride >= b.count,
            let sgemm, let m = Int32(exactly: a.count), let n = Int32(exactly: b.count),
            let k = Int32(exactly: a.columns), let strideA = Int32(exactly: a.stride),
            let strideB = Int32(exactly: b.stride), let strideC = Int32(exactly: resultStride)
        else { return false }
        let rowMajor: Int32 = 101
        let plain: Int32 = 111
        let transposed: Int32 = 112
        sgemm(
            rowMajor, plain, transposed, m, n, k, 1, a.base, strideA, b.base, strideB, 0, result, strideC)
        return true
    }
}
