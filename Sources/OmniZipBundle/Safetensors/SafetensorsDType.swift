/// Element types of the safetensors format.
///
/// The order of the cases is the format's rank: writers sort tensors by descending rank, then by name.
public enum SafetensorsDType: String, Sendable, CaseIterable, Comparable {
    case bool = "BOOL"
    case f4 = "F4"
    case f6E2M3 = "F6_E2M3"
    case f6E3M2 = "F6_E3M2"
    case u8 = "U8"
    case i8 = "I8"
    case f8E5M2 = "F8_E5M2"
    case f8E4M3 = "F8_E4M3"
    case f8E8M0 = "F8_E8M0"
    case f8E4M3FNUZ = "F8_E4M3FNUZ"
    case f8E5M2FNUZ = "F8_E5M2FNUZ"
    case i16 = "I16"
    case u16 = "U16"
    case f16 = "F16"
    case bf16 = "BF16"
    case i32 = "I32"
    case u32 = "U32"
    case f32 = "F32"
    case c64 = "C64"
    case f64 = "F64"
    case i64 = "I64"
    case u64 = "U64"

    /// Bits of one element.
    public var bitWidth: Int {
        switch self {
        case .f4: 4
        case .f6E2M3, .f6E3M2: 6
        case .bool, .u8, .i8, .f8E5M2, .f8E4M3, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ: 8
        case .i16, .u16, .f16, .bf16: 16
        case .i32, .u32, .f32: 32
        case .c64, .f64, .i64, .u64: 64
        }
    }

    /// Position in the format's order of types.
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether `left` has the lower rank.
    public static func < (left: SafetensorsDType, right: SafetensorsDType) -> Bool { left.rank < right.rank }
}

/// Swift types whose memory is an element of a tensor on a little-endian machine.
public protocol SafetensorsElement: BitwiseCopyable, Sendable {
    /// The tensor's type.
    static var dtype: SafetensorsDType { get }
}

extension UInt8: SafetensorsElement {
    /// U8.
    public static var dtype: SafetensorsDType { .u8 }
}
extension Int32: SafetensorsElement {
    /// I32.
    public static var dtype: SafetensorsDType { .i32 }
}
extension Int64: SafetensorsElement {
    /// I64.
    public static var dtype: SafetensorsDType { .i64 }
}
extension Float: SafetensorsElement {
    /// F32.
    public static var dtype: SafetensorsDType { .f32 }
}
extension Double: SafetensorsElement {
    /// F64.
    public static var dtype: SafetensorsDType { .f64 }
}
