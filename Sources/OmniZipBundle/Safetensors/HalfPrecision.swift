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
}
