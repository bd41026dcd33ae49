/// Lane-wise operations on short vectors that the portable instruction set has as one instruction.
///
/// Written as lane loops, which the optimiser folds into a single `min`, `max` or `and`; the library's own
/// `pointwiseMin` becomes a call or a compare and blend of five instructions.
public enum LaneMath {
    /// The smaller of `a` and `b` in every lane; `b` where either is NaN.
    @inlinable @inline(__always)
    public static func minimum(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
        var result = SIMD8<Float>()
        for lane in 0..<8 { result[lane] = a[lane] < b[lane] ? a[lane] : b[lane] }
        return result
    }

    /// The larger of `a` and `b` in every lane; `b` where either is NaN.
    @inlinable @inline(__always)
    public static func maximum(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
        var result = SIMD8<Float>()
        for lane in 0..<8 { result[lane] = a[lane] > b[lane] ? a[lane] : b[lane] }
        return result
    }

    /// The smaller of `a` and `b` in every lane; `b` where either is NaN.
    @inlinable @inline(__always)
    public static func minimum(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
        var result = SIMD4<Float>()
        for lane in 0..<4 { result[lane] = a[lane] < b[lane] ? a[lane] : b[lane] }
        return result
    }

    /// The larger of `a` and `b` in every lane; `b` where either is NaN.
    @inlinable @inline(__always)
    public static func maximum(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
        var result = SIMD4<Float>()
        for lane in 0..<4 { result[lane] = a[lane] > b[lane] ? a[lane] : b[lane] }
        return result
    }

    /// The absolute value of every lane.
    @inlinable @inline(__always)
    public static func magnitude(_ a: SIMD8<Float>) -> SIMD8<Float> {
        unsafeBitCast(unsafeBitCast(a, to: SIMD8<UInt32>.self) & SIMD8(repeating: 0x7fff_ffff), to: SIMD8<Float>.self)
    }

    /// The absolute value of every lane.
    @inlinable @inline(__always)
    public static func magnitude(_ a: SIMD4<Float>) -> SIMD4<Float> {
        unsafeBitCast(unsafeBitCast(a, to: SIMD4<UInt32>.self) & SIMD4(repeating: 0x7fff_ffff), to: SIMD4<Float>.self)
    }

    /// The sum of all lanes, always in the same order.
    @inlinable @inline(__always)
    public static func sum(_ a: SIMD8<Float>) -> Float {
        sum(a.lowHalf + a.highHalf)
    }

    /// The sum of all lanes, always in the same order.
    @inlinable @inline(__always)
    public static func sum(_ a: SIMD4<Float>) -> Float {
        (a[0] + a[2]) + (a[1] + a[3])
    }

    /// Logarithm to base 10 of every lane, for normal positive numbers; absolute error below 1e-6 for results of
    /// magnitude up to 10, the same bits on every machine.
    ///
    /// The argument is split into a power of two and a mantissa in [sqrt(1/2), sqrt(2)), whose natural logarithm is a
    /// polynomial of degree nine (the coefficients of the Cephes library's `logf`).
    @inlinable @inline(__always)
    public static func log10(_ x: SIMD8<Float>) -> SIMD8<Float> {
        let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
        let exponent = (bits &- SIMD8(repeating: 0x3f35_04f3)) &>> SIMD8(repeating: 23)
        let mantissa = unsafeBitCast(bits &- (exponent &<< SIMD8(repeating: 23)), to: SIMD8<Float>.self)
        var power = SIMD8<Float>()
        for lane in 0..<8 { power[lane] = Float(exponent[lane]) }
        let t = mantissa - 1
        let z = t * t
        var p = t * 7.0376836292e-2 + -1.1514610310e-1
        p = p * t + 1.1676998740e-1
        p = p * t + -1.2420140846e-1
        p = p * t + 1.4249322787e-1
        p = p * t + -1.6668057665e-1
        p = p * t + 2.0000714765e-1
        p = p * t + -2.4999993993e-1
        p = p * t + 3.3333331174e-1
        let naturalLog = t + (p * t * z - z * 0.5)
        // log10 2 in two parts: the high one has few bits, so that its product is exact.
        return power * 3.0078125e-1 + (power * 2.48745663981e-4 + naturalLog * 0.4342944819)
    }
}
