/// Start codes of MPEG-4 part 2 (ISO/IEC 14496-2, section 6.2).
struct MPEG4Scanner: BitstreamScanner {
    private var isPacked = false

    let allowsSkipping = true

    var doubt: BitstreamDoubt? {
        isPacked ? .countFrames(reason: "MPEG-4 packets that hold none or several pictures") : nil
    }

    /// A picture that is "not coded" fits in so few bytes; the decoder shows nothing for it.
    private static let smallestPictureBytes = 12

    mutating func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts {
        var facts = PacketFacts()
        var pictures = 0
        var index = 0
        while let code = NALFraming.nextStartCode(in: bytes, from: index) {
            index = code + 3
            guard index + 1 < bytes.count, bytes[index] == 0xb6 else { continue }
            pictures += 1
            // vop_coding_type: 0 is an intra picture.
            guard pictures == 1, bytes[index + 1] >> 6 == 0 else { continue }
            facts.isEntry = true
            facts.isStart = true
        }
        if pictures != 1 || bytes.count < Self.smallestPictureBytes { isPacked = true }
        return facts
    }
}
