/// Start codes of MPEG-1 and MPEG-2 video (ISO/IEC 13818-2, sections 6.2 and 6.3).
struct MPEG2Scanner: BitstreamScanner {
    private var hasFields = false
    private var isPacked = false

    let allowsSkipping = true

    var doubt: BitstreamDoubt? {
        if hasFields { return .countFrames(reason: "field-coded MPEG-2: a packet may be half a frame") }
        if isPacked { return .countFrames(reason: "MPEG video packets that hold none or several pictures") }
        return nil
    }

    mutating func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts {
        var facts = PacketFacts()
        var (pictures, isIntra, hasSequence) = (0, false, false)
        var index = 0
        while let code = NALFraming.nextStartCode(in: bytes, from: index) {
            index = code + 3
            guard index + 3 < bytes.count else { break }
            switch bytes[index] {
            case 0x00:
                pictures += 1
                // After 10 bits of temporal_reference: picture_coding_type, 1 for intra.
                isIntra = bytes[index + 2] >> 3 & 7 == 1
            case 0xb3: hasSequence = true
            case 0xb5 where bytes[index + 1] >> 4 == 8:
                // picture_structure: 3 is a frame.
                if bytes[index + 3] & 3 != 3 { hasFields = true }
            default: break
            }
        }
        if pictures != 1 { isPacked = true }
        facts.isEntry = isIntra && hasSequence
        facts.isStart = facts.isEntry
        return facts
    }
}
