/// NAL unit headers of H.264 (ITU-T H.264, sections 7.3 and 7.4).
struct H264Scanner: BitstreamScanner {
    private let framing: NALFraming
    private var parameterSets = ParameterSets()
    private var mayHaveFields = false
    private var hasDataPartitions = false
    private var hasStarted = false

    let allowsSkipping = true

    init(extradata: [UInt8]) {
        framing = NALFraming(extradata: extradata, lengthSizeOffset: 4)
        extradata.withUnsafeBytes { noteGlobalHeader($0) }
    }

    var doubt: BitstreamDoubt? {
        if mayHaveFields { return .countFrames(reason: "interlaced H.264: a packet may be a field") }
        if hasDataPartitions { return .decodeEverything(reason: "H.264 data partitioning") }
        if parameterSets.haveChanged { return .decodeEverything(reason: "parameter sets change on the way") }
        return nil
    }

    mutating func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts {
        var facts = PacketFacts(isHidden: true)
        framing.forEachUnit(in: bytes) { unit in
            switch unit[0] & 31 {
            case 1: facts.isHidden = false
            case 2, 3, 4:
                facts.isHidden = false
                hasDataPartitions = true
            case 5:
                facts.isHidden = false
                facts.isEntry = true
            // FFmpeg's decoder loses frames when it is flushed before an open GOP: it may only start there.
            case 6: if Self.isExactRecoveryPoint(unit) { facts.isStart = true }
            case 7: noteSequence(unit)
            case 8: parameterSets.note(unit, isInitial: !hasStarted)
            default: break
            }
        }
        if facts.isEntry { facts.isStart = true }
        if facts.isHidden { facts.isStart = false }
        if facts.isStart { hasStarted = true }
        return facts
    }

    private mutating func noteSequence(_ unit: UnsafeRawBufferPointer) {
        parameterSets.note(unit, isInitial: !hasStarted)
        if !Self.codesFramesOnly(unit) { mayHaveFields = true }
    }

    /// avcC: 5 bytes, number of sequence sets, each after its 16-bit length, the same for picture sets. Annex B: units.
    private mutating func noteGlobalHeader(_ bytes: UnsafeRawBufferPointer) {
        guard case .lengths = framing else {
            framing.forEachUnit(in: bytes) { unit in
                if unit[0] & 31 == 7 { noteSequence(unit) }
                if unit[0] & 31 == 8 { parameterSets.note(unit, isInitial: true) }
            }
            return
        }
        var offset = 5
        for isSequence in [true, false] {
            guard offset < bytes.count else { return }
            let count = Int(bytes[offset]) & (isSequence ? 31 : 255)
            offset += 1
            for _ in 0..<count {
                guard offset + 2 < bytes.count else { return }
                let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
                offset += 2
                guard length > 0, length <= bytes.count - offset else { return }
                let unit = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
                if isSequence { noteSequence(unit) } else { parameterSets.note(unit, isInitial: true) }
                offset += length
            }
        }
    }

    /// frame_mbs_only_flag of a sequence parameter set (section 7.3.2.1.1); false where it cannot be read.
    static func codesFramesOnly(_ unit: UnsafeRawBufferPointer) -> Bool {
        var reader = BitReader(unescaping: unit, skipping: 1)
        let profile = reader.bits(8)
        reader.skip(16)
        _ = reader.unsignedGolomb()
        if [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135].contains(profile) {
            skipHighProfileFields(&reader)
        }
        _ = reader.unsignedGolomb()
        switch reader.unsignedGolomb() {
        case 0: _ = reader.unsignedGolomb()
        case 1:
            reader.skip(1)
            _ = reader.signedGolomb()
            _ = reader.signedGolomb()
            for _ in 0..<min(255, reader.unsignedGolomb()) { _ = reader.signedGolomb() }
        default: break
        }
        _ = reader.unsignedGolomb()
        reader.skip(1)
        _ = reader.unsignedGolomb()
        _ = reader.unsignedGolomb()
        return reader.bit() == 1 && !reader.isExhausted
    }

    private static func skipHighProfileFields(_ reader: inout BitReader) {
        let chromaFormat = reader.unsignedGolomb()
        if chromaFormat == 3 { reader.skip(1) }
        _ = reader.unsignedGolomb()
        _ = reader.unsignedGolomb()
        reader.skip(1)
        guard reader.bit() == 1 else { return }
        for list in 0..<(chromaFormat == 3 ? 12 : 8) where reader.bit() == 1 {
            var (last, next) = (8, 8)
            for _ in 0..<(list < 6 ? 16 : 64) {
                if next != 0 { next = (last + reader.signedGolomb()) & 255 }
                if next != 0 { last = next }
            }
        }
    }

    /// A recovery point after which every picture in output order is exact (sections D.1.8 and D.2.8): open GOPs, but
    /// not the start of a gradual refresh.
    static func isExactRecoveryPoint(_ unit: UnsafeRawBufferPointer) -> Bool {
        var reader = BitReader(unescaping: unit, skipping: 1)
        while !reader.isExhausted {
            let type = supplementalNumber(&reader)
            let size = supplementalNumber(&reader)
            if type == 6 { return reader.unsignedGolomb() == 0 && reader.bit() == 1 && !reader.isExhausted }
            reader.skip(size * 8)
        }
        return false
    }

    private static func supplementalNumber(_ reader: inout BitReader) -> Int {
        var number = 0
        while !reader.isExhausted {
            let byte = reader.bits(8)
            number += byte
            if byte != 255 { break }
        }
        return number
    }
}
