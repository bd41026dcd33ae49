/// How NAL units follow each other in a packet.
enum NALFraming: Equatable {
    /// Start codes 00 00 01 (Annex B).
    case startCodes
    /// Each unit after its length in so many bytes (ISO/IEC 14496-15).
    case lengths(byteCount: Int)

    /// - Parameters:
    ///   - extradata: avcC or hvcC begins with version 1, Annex B with zeros.
    ///   - lengthSizeOffset: where the record keeps the size of lengths.
    init(extradata: [UInt8], lengthSizeOffset: Int) {
        if extradata.count > lengthSizeOffset, extradata[0] == 1 {
            self = .lengths(byteCount: Int(extradata[lengthSizeOffset] & 3) + 1)
        } else {
            self = .startCodes
        }
    }

    /// Calls `body` with each unit that has at least one byte; stops where a length leads out of the packet.
    func forEachUnit(in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        switch self {
        case .startCodes: Self.forEachStartCode(in: bytes, body)
        case .lengths(let byteCount): Self.forEachLength(in: bytes, byteCount, body)
        }
    }

    private static func forEachLength(
        in bytes: UnsafeRawBufferPointer, _ byteCount: Int, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var offset = 0
        while offset + byteCount < bytes.count {
            var length = 0
            for place in 0..<byteCount { length = length << 8 | Int(bytes[offset + place]) }
            offset += byteCount
            guard length <= bytes.count - offset else { return }
            if length > 0 { body(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])) }
            offset += length
        }
    }

    private static func forEachStartCode(
        in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var start: Int?
        var index = 0
        while let code = nextStartCode(in: bytes, from: index) {
            if let start, code > start { body(UnsafeRawBufferPointer(rebasing: bytes[start..<code])) }
            start = code + 3
            index = code + 3
        }
        if let start, start < bytes.count { body(UnsafeRawBufferPointer(rebasing: bytes[start...])) }
    }

    /// Where the next 00 00 01 begins at or after `from`.
    static func nextStartCode(in bytes: UnsafeRawBufferPointer, from: Int) -> Int? {
        var index = from + 2
        while index < bytes.count {
            let byte = bytes[index]
            if byte > 1 {
                index += 3
            } else if byte == 0 {
                index += 1
            } else if bytes[index - 1] == 0, bytes[index - 2] == 0 {
                return index - 2
            } else {
                index += 3
            }
        }
        return nil
    }
}
