/// Inner products with one fixed order of summation.
///
/// Element k of a row goes to lane k mod 4, lanes grow in order of k, and the sum is (lane 0 + lane 2) +
/// (lane 1 + lane 3). Every kernel of this module keeps this order, whatever the vector width of the machine, so
/// that a product has the same bits as the matching element of a matrix product. No fused multiply-add.
public enum DotProduct {
    /// Inner product of two vectors of `count` values.
    public static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
        let full = count & ~3
        var sum = SIMD4<Float>()
        var k = 0
        while k < full {
            sum += Lanes.load(a + k) * Lanes.load(b + k)
            k += 4
        }
        if full < count {
            sum += Lanes.load(a + full, count: count - full) * Lanes.load(b + full, count: count - full)
        }
        return Lanes.sum(sum)
    }
}

/// Loads and the reduction that fix the order of summation.
enum Lanes {
    @inline(__always)
    static func load(_ p: UnsafePointer<Float>) -> SIMD4<Float> {
        UnsafeRawPointer(p).loadUnaligned(as: SIMD4<Float>.self)
    }

    /// The first `count` < 4 values, the other lanes 0.
    @inline(__always)
    static func load(_ p: UnsafePointer<Float>, count: Int) -> SIMD4<Float> {
        var v = SIMD4<Float>()
        for lane in 0..<count { v[lane] = p[lane] }
        return v
    }

    @inline(__always)
    static func store(_ v: SIMD4<Float>, to p: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(p).storeBytes(of: v, as: SIMD4<Float>.self)
    }

    @inline(__always)
    static func sum(_ v: SIMD4<Float>) -> Float { (v[0] + v[2]) + (v[1] + v[3]) }
}
