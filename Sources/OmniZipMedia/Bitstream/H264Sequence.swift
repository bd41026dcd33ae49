/// What is needed of a sequence parameter set of H.264 (ITU-T H.264, section 7.3.2.1.1).
struct H264Sequence: Equatable {
    /// frame_mbs_only_flag: no field and no interlaced macroblock can occur.
    let codesFramesOnly: Bool
    private let frameNumberBits: Int
    private let hasColourPlanes: Bool

    /// Reads a unit of type 7; nil where it ends too early.
    init?(_ unit: UnsafeRawBufferPointer) {
        var reader = BitReader(unescaping: unit, skipping: 1)
        let profile = reader.bits(8)
        reader.skip(16)
        _ = reader.unsignedGolomb()
        var hasColourPlanes = false
        if [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135].contains(profile) {
            hasColourPlanes = Self.readHighProfileFields(&reader)
        }
        self.hasColourPlanes = hasColourPlanes
        frameNumberBits = min(16, reader.unsignedGolomb() + 4)
        Self.skipOrderCount(&reader)
        _ = reader.unsignedGolomb()
        reader.skip(1)
        _ = reader.unsignedGolomb()
        _ = reader.unsignedGolomb()
        codesFramesOnly = reader.bit() == 1
        if reader.isExhausted { return nil }
    }

    /// field_pic_flag of a slice of this sequence (section 7.3.3), which must not be coded in frames only.
    func isField(slice unit: UnsafeRawBufferPointer) -> Bool {
        var reader = BitReader(unescaping: unit, skipping: 1, limit: 32)
        _ = reader.unsignedGolomb()
        _ = reader.unsignedGolomb()
        _ = reader.unsignedGolomb()
        if hasColourPlanes { reader.skip(2) }
        reader.skip(frameNumberBits)
        return reader.bit() == 1
    }

    private static func skipOrderCount(_ reader: inout BitReader) {
        switch reader.unsignedGolomb() {
        case 0: _ = reader.unsignedGolomb()
        case 1:
            reader.skip(1)
            _ = reader.signedGolomb()
            _ = reader.signedGolomb()
            for _ in 0..<min(255, reader.unsignedGolomb()) { _ = reader.signedGolomb() }
        default: break
        }
    }

    /// Chroma format, bit depths and scaling lists; whether colour planes are coded apart.
    private static func readHighProfileFields(_ reader: inout BitReader) -> Bool {
        let chromaFormat = reader.unsignedGolomb()
        let hasColourPlanes = chromaFormat == 3 && reader.bit() == 1
        _ = reader.unsignedGolomb()
        _ = reader.unsignedGolomb()
        reader.skip(1)
        guard reader.bit() == 1 else { return hasColourPlanes }
        for list in 0..<(chromaFormat == 3 ? 12 : 8) where reader.bit() == 1 {
            var (last, next) = (8, 8)
            for _ in 0..<(list < 6 ? 16 : 64) {
                if next != 0 { next = (last + reader.signedGolomb()) & 255 }
                if next != 0 { last = next }
            }
        }
        return hasColourPlanes
    }
}
