/// Elementary functions whose bits do not depend on the machine.
///
/// The C library picks variants of `exp`, `log`, `sin` and `cos` by the processor's features, and their last bits
/// differ. Wherever such bits reach a decision or a token, these are used instead: range reduction and a fixed-order
/// polynomial in double precision, without fused multiply-add. Relative error is a few units in the last place.
public enum PortableMath {
    // ln 2 in two parts: the high part has trailing zero bits, so that k * high is exact for |k| < 2^20.
    private static let ln2High = 6.93147180369123816490e-01
    private static let ln2Low = 1.90821492927058770002e-10
    private static let inverseLn2 = 1.44269504088896338700e+00
    // pi / 2 in three parts, for arguments up to about 1e5.
    private static let halfPi1 = 1.57079632673412561417e+00
    private static let halfPi2 = 6.07710050630396597660e-11
    private static let halfPi3 = 2.02226624871116645580e-21

    /// e to the power `x`. Overflow gives infinity, underflow 0, NaN stays NaN.
    public static func exp(_ x: Double) -> Double {
        guard x == x else { return x }
        if x > 709.782712893384 { return .infinity }
        if x < -745.1332191019412 { return 0 }
        let k = (x * inverseLn2).rounded(.toNearestOrEven)
        let r = (x - k * ln2High) - k * ln2Low
        // Taylor series on |r| <= ln 2 / 2: the 14th term is below 2^-56.
        var sum = 1.0
        var n = 14.0
        while n > 0 {
            sum = 1 + r / n * sum
            n -= 1
        }
        return scaled(sum, byPowerOfTwo: Int(k))
    }

    /// Natural logarithm. `log(0)` is minus infinity, a negative argument gives NaN.
    public static func log(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return x == 0 ? -.infinity : (x == .infinity ? x : .nan) }
        var exponent = Double(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.4142135623730951 {
            mantissa *= 0.5
            exponent += 1
        }
        // log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.1716: the term after s^21 is below 2^-58.
        let s = (mantissa - 1) / (mantissa + 1)
        let z = s * s
        var sum = 0.0
        var n = 21.0
        while n > 1 {
            sum = (sum + 1 / n) * z
            n -= 2
        }
        return exponent * ln2High + (2 * s + (2 * s * sum + exponent * ln2Low))
    }

    /// Logarithm to base 10.
    public static func log10(_ x: Double) -> Double {
        log(x) * 0.43429448190325182765
    }

    /// Sine of `x` radians, for |x| up to 1e5.
    public static func sin(_ x: Double) -> Double {
        let (quadrant, r) = reducedAngle(x)
        let value = quadrant & 1 == 0 ? sineKernel(r) : cosineKernel(r)
        return quadrant & 2 == 0 ? value : -value
    }

    /// Cosine of `x` radians, for |x| up to 1e5.
    public static func cos(_ x: Double) -> Double {
        let (quadrant, r) = reducedAngle(x)
        let value = quadrant & 1 == 0 ? cosineKernel(r) : sineKernel(r)
        return (quadrant + 1) & 2 == 0 ? value : -value
    }

    private static func reducedAngle(_ x: Double) -> (quadrant: Int, remainder: Double) {
        let k = (x * 0.63661977236758134308).rounded(.toNearestOrEven)
        return (Int(k) & 3, ((x - k * halfPi1) - k * halfPi2) - k * halfPi3)
    }

    // Taylor series on |r| <= pi / 4.
    private static func sineKernel(_ r: Double) -> Double {
        let z = r * r
        var sum = 1.0
        var n = 20.0
        while n > 0 {
            sum = 1 - z / (n * (n + 1)) * sum
            n -= 2
        }
        return r * sum
    }

    private static func cosineKernel(_ r: Double) -> Double {
        let z = r * r
        var sum = 1.0
        var n = 20.0
        while n > 0 {
            sum = 1 - z / (n * (n - 1)) * sum
            n -= 2
        }
        return sum
    }

    private static func scaled(_ x: Double, byPowerOfTwo k: Int) -> Double {
        // Two steps, so that results near the smallest numbers are rounded once.
        let half = k / 2
        return x * Double(sign: .plus, exponent: half, significand: 1)
            * Double(sign: .plus, exponent: k - half, significand: 1)
    }
}
