/// Inner products of 2 rows with 4 rows: eight accumulators fill the registers of the baseline instruction set.
struct ProductTile {
    var top: SIMD4<Float>
    var bottom: SIMD4<Float>

    /// Products of the rows `a0`, `a1` with `b0` ... `b3`; `count` values each, summed as `DotProduct` does.
    @inline(__always)
    init(
        _ a0: UnsafePointer<Float>, _ a1: UnsafePointer<Float>, _ b0: UnsafePointer<Float>,
        _ b1: UnsafePointer<Float>, _ b2: UnsafePointer<Float>, _ b3: UnsafePointer<Float>, count: Int
    ) {
        var s00 = SIMD4<Float>()
        var s01 = s00
        var s02 = s00
        var s03 = s00
        var s10 = s00
        var s11 = s00
        var s12 = s00
        var s13 = s00
        let full = count & ~3
        var k = 0
        while k < full {
            let x0 = Lanes.load(a0 + k)
            let x1 = Lanes.load(a1 + k)
            var y = Lanes.load(b0 + k)
            s00 += x0 * y
            s10 += x1 * y
            y = Lanes.load(b1 + k)
            s01 += x0 * y
            s11 += x1 * y
            y = Lanes.load(b2 + k)
            s02 += x0 * y
            s12 += x1 * y
            y = Lanes.load(b3 + k)
            s03 += x0 * y
            s13 += x1 * y
            k += 4
        }
        if full < count {
            let rest = count - full
            let x0 = Lanes.load(a0 + full, count: rest)
            let x1 = Lanes.load(a1 + full, count: rest)
            let y0 = Lanes.load(b0 + full, count: rest)
            let y1 = Lanes.load(b1 + full, count: rest)
            let y2 = Lanes.load(b2 + full, count: rest)
            let y3 = Lanes.load(b3 + full, count: rest)
            s00 += x0 * y0
            s01 += x0 * y1
            s02 += x0 * y2
            s03 += x0 * y3
            s10 += x1 * y0
            s11 += x1 * y1
            s12 += x1 * y2
            s13 += x1 * y3
        }
        top = SIMD4(Lanes.sum(s00), Lanes.sum(s01), Lanes.sum(s02), Lanes.sum(s03))
        bottom = SIMD4(Lanes.sum(s10), Lanes.sum(s11), Lanes.sum(s12), Lanes.sum(s13))
    }
}
