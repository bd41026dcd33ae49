/// Reads bits from the most significant down. Past the end it gives zeros and says so in `isExhausted`.
struct BitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The payload of a NAL unit without its emulation prevention bytes (00 00 03), at most `limit` bytes of it.
    init(unescaping unit: UnsafeRawBufferPointer, skipping headerBytes: Int, limit: Int = 512) {
        var payload: [UInt8] = []
        var zeros = 0
        for byte in unit.dropFirst(headerBytes).prefix(limit) {
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            payload.append(byte)
        }
        self.init(payload)
    }

    /// Whether more bits were read than there are.
    var isExhausted: Bool { position > bytes.count * 8 }

    mutating func bit() -> Int {
        defer { position += 1 }
        guard position < bytes.count * 8 else { return 0 }
        return Int(bytes[position >> 3] >> UInt8(7 - position & 7)) & 1
    }

    mutating func bits(_ count: Int) -> Int {
        var value = 0
        for _ in 0..<count { value = value << 1 | bit() }
        return value
    }

    mutating func skip(_ count: Int) {
        position += count
    }

    /// Exponential-Golomb code ue(v).
    mutating func unsignedGolomb() -> Int {
        var zeros = 0
        while zeros < 32, !isExhausted, bit() == 0 { zeros += 1 }
        return (1 << zeros) - 1 + bits(zeros)
    }

    /// Exponential-Golomb code se(v).
    mutating func signedGolomb() -> Int {
        let code = unsignedGolomb()
        return code & 1 == 1 ? (code + 1) / 2 : -(code / 2)
    }
}
