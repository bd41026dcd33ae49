/// Frame headers of VP8 (RFC 6386, section 9.1).
struct VP8Scanner: BitstreamScanner {
    let doubt: BitstreamDoubt? = nil
    let allowsSkipping = true

    func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts {
        guard let first = bytes.first else { return PacketFacts(isHidden: true) }
        let isShown = first >> 4 & 1 == 1
        let isEntry = first & 1 == 0 && isShown
        return PacketFacts(isEntry: isEntry, isStart: isEntry, isHidden: !isShown)
    }
}

/// Superframes and uncompressed headers of VP9 (VP9 bitstream specification, section 7.2 and annex B).
struct VP9Scanner: BitstreamScanner {
    let doubt: BitstreamDoubt? = nil
    let allowsSkipping = true

    func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts {
        var facts = PacketFacts(isHidden: true)
        var isFirst = true
        Self.forEachFrame(in: bytes) { frame in
            let header = Header(frame)
            if header.isShown { facts.isHidden = false }
            if isFirst, header.isKey, header.isShown {
                facts.isEntry = true
                facts.isStart = true
            }
            isFirst = false
        }
        return facts
    }

    private struct Header {
        var isShown = false
        var isKey = false

        init(_ frame: UnsafeRawBufferPointer) {
            var reader = BitReader(Array(frame.prefix(2)))
            guard reader.bits(2) == 2 else { return }
            let profile = reader.bit() + 2 * reader.bit()
            if profile == 3 { reader.skip(1) }
            if reader.bit() == 1 {
                isShown = true
                return
            }
            isKey = reader.bit() == 0
            isShown = reader.bit() == 1
        }
    }

    private static func forEachFrame(in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard let marker = bytes.last else { return }
        let (frameCount, sizeBytes) = (Int(marker & 7) + 1, Int(marker >> 3 & 3) + 1)
        let indexBytes = 2 + frameCount * sizeBytes
        guard marker & 0xe0 == 0xc0, bytes.count > indexBytes, bytes[bytes.count - indexBytes] == marker else {
            return body(bytes)
        }
        var (offset, sizeOffset) = (0, bytes.count - indexBytes + 1)
        for _ in 0..<frameCount {
            var size = 0
            for place in 0..<sizeBytes { size |= Int(bytes[sizeOffset + place]) << (8 * place) }
            sizeOffset += sizeBytes
            guard size > 0, size <= bytes.count - indexBytes - offset else { return }
            body(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + size]))
            offset += size
        }
    }
}
