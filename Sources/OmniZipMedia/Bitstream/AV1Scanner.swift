/// Open bitstream units of AV1 (AV1 bitstream specification, sections 5.3, 5.5 and 5.9).
struct AV1Scanner: BitstreamScanner {
    private var hasSpatialLayers = false

    /// libdav1d decodes every frame it is given; what can be left out is whole ends of runs.
    let allowsSkipping = false

    var doubt: BitstreamDoubt? {
        hasSpatialLayers ? .decodeEverything(reason: "AV1 spatial layers") : nil
    }

    mutating func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts {
        var facts = PacketFacts(isHidden: true)
        var (hasSequence, isReduced, isFirstFrame) = (false, false, true)
        forEachUnit(in: bytes) { type, payload in
            guard let first = payload.first else { return }
            switch type {
            case 1:
                hasSequence = true
                isReduced = first >> 3 & 1 == 1
            case 3, 6:
                // show_existing_frame, frame_type (2 bits, 0 for key), show_frame.
                let showsExisting = !isReduced && first >> 7 == 1
                let isKey = isReduced || (!showsExisting && first >> 5 & 3 == 0)
                let isShown = isReduced || showsExisting || first >> 4 & 1 == 1
                if isShown { facts.isHidden = false }
                if isFirstFrame, hasSequence, isKey, isShown {
                    facts.isEntry = true
                    facts.isStart = true
                }
                isFirstFrame = false
            default: break
            }
        }
        return facts
    }

    private mutating func forEachUnit(
        in bytes: UnsafeRawBufferPointer, _ body: (_ type: UInt8, _ payload: UnsafeRawBufferPointer) -> Void
    ) {
        var offset = 0
        while offset < bytes.count {
            let header = bytes[offset]
            offset += 1
            if header >> 2 & 1 == 1 {
                guard offset < bytes.count else { return }
                if bytes[offset] >> 3 & 3 > 0 { hasSpatialLayers = true }
                offset += 1
            }
            var size = bytes.count - offset
            if header >> 1 & 1 == 1 {
                guard let read = Self.variableLength(bytes, &offset), read <= bytes.count - offset else { return }
                size = read
            }
            body(header >> 3 & 15, UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + size]))
            offset += size
        }
    }

    /// leb128: seven bits a byte, the lowest first.
    private static func variableLength(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Int? {
        var value = 0
        for place in 0..<8 {
            guard offset < bytes.count else { return nil }
            let byte = bytes[offset]
            offset += 1
            value |= Int(byte & 0x7f) << (7 * place)
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
