/// Search for what is no number among many that are.
enum NonFinite {
    /// Index of the first NaN or infinity; nil if all values are finite. Complexity: O(n), 16 values at a time.
    static func firstIndex(in values: UnsafeBufferPointer<Float>) -> Int? {
        guard let base = values.baseAddress else { return nil }
        let raw = UnsafeRawPointer(base)
        let full = values.count & ~15
        // An exponent of ones, and no other, carries into the sign bit; comparisons of lanes are slower than sums.
        var carries = SIMD16<UInt32>()
        var i = 0
        while i < full {
            let bits = raw.loadUnaligned(fromByteOffset: 4 * i, as: SIMD16<UInt32>.self)
            carries |= (bits & 0x7FFF_FFFF) &+ 0x0080_0000
            i += 16
        }
        let isFinite = (carries & 0x8000_0000) == SIMD16<UInt32>()
        return values[(isFinite ? full : 0)...].firstIndex { !$0.isFinite }
    }
}
