/// Conversions between single precision and the two 16-bit formats, with integer arithmetic only, so that their bits
/// do not depend on the processor. Rounding is to nearest, ties to even.
public enum HalfPrecision {
    /// IEEE binary16 bits of `value`; beyond its range: infinity; NaN stays a (quiet) NaN.
    public static func float16Bits(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
        let magnitude = bits & 0x7FFF_FFFF
        if magnitude >= 0x4780_0000 {
            guard magnitude > 0x7F80_0000 else { return sign | 0x7C00 }
            return sign | 0x7E00 | UInt16(truncatingIfNeeded: magnitude >> 13) & 0x03FF
        }
        if magnitude < 0x3880_0000 {
            // Below 2^-14 the unit is 2^-24, which is the unit of single precision at 0.5: the addition rounds.
            let shifted = Float(bitPattern: magnitude) + 0.5
            return sign | UInt16(truncatingIfNeeded: shifted.bitPattern &- Float(0.5).bitPattern)
        }
        let odd = (magnitude >> 13) & 1
        let rounded = (magnitude &- 0x3800_0000 &+ 0x0FFF &+ odd) >> 13
        return sign | UInt16(truncatingIfNeeded: rounded)
    }

    /// bfloat16 bits of `value`; NaN stays a (quiet) NaN.
    public static func bfloat16Bits(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        if bits & 0x7FFF_FFFF > 0x7F80_0000 { return UInt16(truncatingIfNeeded: bits >> 16) | 0x0040 }
        return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
    }

    /// The value of IEEE binary16 bits; exact.
    public static func float(fromFloat16 bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1F
        let fraction = UInt32(bits & 0x03FF)
        switch exponent {
        case 0:
            // A multiple of 2^-24.
            let value = Float(fraction) * Float(bitPattern: 0x3380_0000)
            return Float(bitPattern: value.bitPattern | sign)
        case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }

    /// The value of bfloat16 bits; exact.
    public static func float(fromBFloat16 bits: UInt16) -> Float {
        Float(bitPattern: UInt32(bits) << 16)
    }

    /// Widens binary16 bits that lie in the second half of `values` to fill all of it.
    static func widenFloat16(inPlace values: UnsafeMutableBufferPointer<Float>) {
        // Shifted to the place of single precision, a finite number lacks a factor of 2^112, subnormal or not.
        let factor = SIMD8<Float>(repeating: Float(sign: .plus, exponent: 112, significand: 1))
        widen(values, one: float(fromFloat16:)) { bits in
            let magnitude = bits & 0x7FFF
            let finite = unsafeBitCast(unsafeBitCast(magnitude &<< 13, to: SIMD8<Float>.self) * factor, to: Lanes.self)
            // All ones where the exponent is; a sum, since comparisons of lanes are slow.
            let special = 0 &- ((magnitude &+ 0x0400) &>> 15)
            return finite | special & 0x7F80_0000 | (bits & 0x8000) &<< 16
        }
    }

    /// Widens bfloat16 bits that lie in the second half of `values` to fill all of it.
    static func widenBFloat16(inPlace values: UnsafeMutableBufferPointer<Float>) {
        widen(values, one: float(fromBFloat16:)) { $0 &<< 16 }
    }

    private typealias Lanes = SIMD8<UInt32>

    /// From the front, so that what is written never reaches what is still to be read.
    @inline(__always)
    private static func widen(
        _ values: UnsafeMutableBufferPointer<Float>, one: (UInt16) -> Float, eight: (Lanes) -> Lanes
    ) {
        guard let base = values.baseAddress else { return }
        let target = UnsafeMutableRawPointer(base)
        let source = target + values.count * 2
        var i = 0
        while i + 8 <= values.count {
            let bits = source.loadUnaligned(fromByteOffset: 2 * i, as: SIMD8<UInt16>.self)
            target.storeBytes(of: eight(Lanes(truncatingIfNeeded: bits)), toByteOffset: 4 * i, as: Lanes.self)
            i += 8
        }
        while i < values.count {
            let bits = source.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)
            target.storeBytes(of: one(bits), toByteOffset: 4 * i, as: Float.self)
            i += 1
        }
    }
}
