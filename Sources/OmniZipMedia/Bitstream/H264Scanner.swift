/// NAL unit headers of H.264 (ITU-T H.264, sections 7.3 and 7.4).
struct H264Scanner: BitstreamScanner {
    private let framing: NALFraming
    private var parameterSets = ParameterSets()
    /// The one sequence that is not coded in frames only: its slices say whether they are fields.
    private var interlaced: H264Sequence?
    private var hasFields = false
    private var hasDataPartitions = false
    private var hasStarted = false

    let allowsSkipping = true

    init(extradata: [UInt8]) {
        framing = NALFraming(extradata: extradata, lengthSizeOffset: 4)
        extradata.withUnsafeBytes { noteGlobalHeader($0) }
    }

    var doubt: BitstreamDoubt? {
        if hasFields { return .countFrames(reason: "field-coded H.264: a packet may be half a frame") }
        if hasDataPartitions { return .decodeEverything(reason: "H.264 data partitioning") }
        if parameterSets.haveChanged { return .decodeEverything(reason: "parameter sets change on the way") }
        return nil
    }

    mutating func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts {
        var facts = PacketFacts(isHidden: true)
        framing.forEachUnit(in: bytes) { unit in
            switch unit[0] & 31 {
            case 1, 5:
                if facts.isHidden, let interlaced, interlaced.isField(slice: unit) { hasFields = true }
                facts.isHidden = false
                if unit[0] & 31 == 5 { facts.isEntry = true }
            case 2, 3, 4:
                facts.isHidden = false
                hasDataPartitions = true
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
        guard let sequence = H264Sequence(unit) else {
            hasFields = true
            return
        }
        if sequence.codesFramesOnly { return }
        // With two such sequences a slice would have to be traced to its own.
        if let interlaced, interlaced != sequence { hasFields = true }
        interlaced = sequence
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
