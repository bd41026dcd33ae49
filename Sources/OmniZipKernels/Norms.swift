/// How a vector's length enters the division that makes it a unit vector.
public enum NormRule: Sendable {
    /// x / max(|x|, 1e-12).
    case atLeast
    /// x / (|x| + 1e-6), as the authors' program divides.
    case shifted

    /// The divisor for a vector of length `norm`.
    @inline(__always)
    public func divisor(_ norm: Double) -> Double {
        switch self {
        case .atLeast: return max(norm, 1e-12)
        case .shifted: return norm + 1e-6
        }
    }
}

/// Euclidean lengths of rows and unit rows.
public enum Norms {
    /// Euclidean length. Squares are summed in double precision, in the order of `DotProduct`: nothing overflows.
    public static func norm(_ x: UnsafePointer<Float>, count: Int) -> Double {
        let full = count & ~3
        var low = SIMD2<Double>()
        var high = SIMD2<Double>()
        var k = 0
        while k < full {
            let v = Lanes.load(x + k)
            let a = SIMD2<Double>(v.lowHalf)
            let b = SIMD2<Double>(v.highHalf)
            low += a * a
            high += b * b
            k += 4
        }
        if full < count {
            let v = Lanes.load(x + full, count: count - full)
            let a = SIMD2<Double>(v.lowHalf)
            let b = SIMD2<Double>(v.highHalf)
            low += a * a
            high += b * b
        }
        let sum = low + high
        return (sum[0] + sum[1]).squareRoot()
    }

    /// Writes every row divided by its length to `result`, rows without gaps. `result` may be the rows themselves.
    ///
    /// - Precondition: `result` holds `rows.count * rows.columns` values.
    public static func normalise(_ rows: RowView, rule: NormRule, into result: UnsafeMutablePointer<Float>) {
        let columns = rows.columns
        let full = columns & ~3
        for i in 0..<rows.count {
            let source = rows.row(i)
            let target = result + i * columns
            let divisor = Float(rule.divisor(norm(source, count: columns)))
            let lanes = SIMD4<Float>(repeating: divisor)
            var k = 0
            while k < full {
                Lanes.store(Lanes.load(source + k) / lanes, to: target + k)
                k += 4
            }
            while k < columns {
                target[k] = source[k] / divisor
                k += 1
            }
        }
    }
}
