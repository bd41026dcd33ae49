/// NAL unit headers of HEVC (ITU-T H.265, sections 7.3.1.2 and 7.4.2.2).
struct HEVCScanner: BitstreamScanner {
    private let framing: NALFraming
    private var parameterSets = ParameterSets()
    private var hasSubLayers = false
    private var hasStarted = false
    /// Whether the leading pictures of the last random access picture refer to pictures that were never there.
    private var skipsLeading = true
    private var sequenceEnded = true

    let allowsSkipping = true

    init(extradata: [UInt8]) {
        framing = NALFraming(extradata: extradata, lengthSizeOffset: 21)
        extradata.withUnsafeBytes { noteGlobalHeader($0) }
    }

    var doubt: BitstreamDoubt? {
        // Pictures that the decoder would skip may be references of a higher sub-layer.
        if hasSubLayers { return .decodeEverything(reason: "HEVC temporal sub-layers") }
        if parameterSets.haveChanged { return .decodeEverything(reason: "parameter sets change on the way") }
        return nil
    }

    mutating func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts {
        var facts = PacketFacts(isHidden: true)
        framing.forEachUnit(in: bytes) { unit in
            guard unit.count >= 2 else { return }
            let isBaseLayer = unit[0] & 1 == 0 && unit[1] >> 3 == 0
            guard isBaseLayer else { return }
            let type = unit[0] >> 1 & 63
            if type < 32, unit[1] & 7 > 1 { hasSubLayers = true }
            switch type {
            case 8, 9: facts.isHidden = skipsLeading
            case 0...7: facts.isHidden = false
            case 16...21:
                // Once a picture, not once a slice.
                if !facts.isEntry { noteRandomAccess(isClean: type == 21) }
                facts = PacketFacts(isEntry: true, isStart: true, isHidden: false)
            case 32, 33, 34: parameterSets.note(unit, isInitial: !hasStarted)
            case 36, 37: sequenceEnded = true
            default: break
            }
        }
        if facts.isEntry { hasStarted = true }
        return facts
    }

    /// After a broken link, an instantaneous refresh or an end of sequence the pictures before are not to be used.
    private mutating func noteRandomAccess(isClean: Bool) {
        skipsLeading = !isClean || sequenceEnded
        sequenceEnded = false
    }

    /// hvcC: 22 bytes, number of arrays, each: type, 16-bit number of units, each after its 16-bit length.
    private mutating func noteGlobalHeader(_ bytes: UnsafeRawBufferPointer) {
        guard case .lengths = framing else {
            framing.forEachUnit(in: bytes) { parameterSets.note($0, isInitial: true) }
            return
        }
        var offset = 23
        guard bytes.count > 22 else { return }
        for _ in 0..<bytes[22] {
            guard offset + 3 <= bytes.count else { return }
            let count = Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2])
            offset += 3
            for _ in 0..<count {
                guard offset + 2 <= bytes.count else { return }
                let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
                offset += 2
                guard length <= bytes.count - offset else { return }
                parameterSets.note(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]), isInitial: true)
                offset += length
            }
        }
    }
}
