import Testing

@testable import OmniZipMedia

/// Headers written by hand. Whole streams are in `VideoFrameReaderTests`.
@Suite struct ScannerTests {
    private func units(_ framing: NALFraming, _ bytes: [UInt8]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        bytes.withUnsafeBytes { framing.forEachUnit(in: $0) { found.append(Array($0)) } }
        return found
    }

    private func scan(_ scanner: inout some BitstreamScanner, _ bytes: [UInt8]) -> PacketFacts {
        bytes.withUnsafeBytes { scanner.scan($0) }
    }

    @Test("units after start codes and after lengths")
    func framing() {
        #expect(units(.startCodes, [0, 0, 0, 1, 7, 8, 0, 0, 1, 9]) == [[7, 8], [9]])
        #expect(units(.startCodes, [7, 8, 9]).isEmpty)
        #expect(units(.startCodes, [0, 0, 1]).isEmpty)
        #expect(units(.lengths(byteCount: 2), [0, 2, 7, 8, 0, 1, 9]) == [[7, 8], [9]])
        #expect(units(.lengths(byteCount: 4), [0, 0, 0, 1, 7, 0, 0, 0, 9, 1]) == [[7]])
        #expect(units(.lengths(byteCount: 4), [255, 255, 255, 255, 1]).isEmpty)
        #expect(NALFraming(extradata: [1, 100, 0, 31, 0xff, 0xe1], lengthSizeOffset: 4) == .lengths(byteCount: 4))
        #expect(NALFraming(extradata: [0, 0, 0, 1, 0x67, 0], lengthSizeOffset: 4) == .startCodes)
        #expect(NALFraming(extradata: [], lengthSizeOffset: 4) == .startCodes)
    }

    @Test("start codes are found wherever they lie")
    func startCodes() {
        for length in 3..<12 {
            for place in 0...(length - 3) {
                for filler in [UInt8(0xaa), 0, 1] {
                    var bytes = [UInt8](repeating: filler, count: length)
                    bytes.replaceSubrange(place..<place + 3, with: [0, 0, 1])
                    let naive = (0...(length - 3)).first { Array(bytes[$0..<$0 + 3]) == [0, 0, 1] }
                    #expect(bytes.withUnsafeBytes { NALFraming.nextStartCode(in: $0, from: 0) } == naive)
                }
            }
        }
    }

    @Test("H.264: recovery points count only where they are exact at once")
    func recovery() {
        // SEI: type 6, size 1; recovery_frame_cnt ue(v), exact_match_flag.
        func isExact(_ unit: [UInt8]) -> Bool {
            unit.withUnsafeBytes { H264Scanner.isExactRecoveryPoint($0) }
        }
        #expect(isExact([6, 6, 1, 0b1100_0000, 0x80]))
        #expect(!isExact([6, 6, 1, 0b1000_0000, 0x80]))
        #expect(!isExact([6, 6, 1, 0b0101_0000, 0x80]))
        // Another message before it.
        #expect(isExact([6, 5, 2, 9, 9, 6, 1, 0b1100_0000, 0x80]))
        #expect(!isExact([6, 5, 200, 9]))
    }

    @Test("H.264: a broken sequence set is no licence to skip")
    func brokenSequence() {
        var scanner = H264Scanner(extradata: [])
        _ = scan(&scanner, [0, 0, 1, 0x67, 66])
        #expect(scanner.doubt != nil)
    }

    @Test("parameter sets that change after the start forbid leaving packets out")
    func parameterSets() {
        var sets = ParameterSets()
        let (first, second): ([UInt8], [UInt8]) = ([0x68, 1], [0x68, 2])
        first.withUnsafeBytes { sets.note($0, isInitial: true) }
        first.withUnsafeBytes { sets.note($0, isInitial: false) }
        #expect(!sets.haveChanged)
        second.withUnsafeBytes { sets.note($0, isInitial: false) }
        #expect(sets.haveChanged)
    }

    @Test("HEVC: leading pictures without their references are hidden, sub-layers noted")
    func hevc() {
        var scanner = HEVCScanner(extradata: [])
        func unit(_ type: UInt8, temporal: UInt8 = 0) -> [UInt8] { [0, 0, 1, type << 1, temporal + 1, 0x80] }
        #expect(scan(&scanner, unit(21)).isEntry)
        #expect(scan(&scanner, unit(8)).isHidden)
        #expect(!scan(&scanner, unit(6)).isHidden)
        #expect(scan(&scanner, unit(21) + unit(21)).isEntry)
        #expect(!scan(&scanner, unit(9)).isHidden)
        #expect(scan(&scanner, unit(1) + unit(36)).isEntry == false)
        _ = scan(&scanner, unit(21))
        #expect(scan(&scanner, unit(8)).isHidden)
        #expect(scanner.doubt == nil)
        _ = scan(&scanner, unit(1, temporal: 1))
        #expect(scanner.doubt == .decodeEverything(reason: "HEVC temporal sub-layers"))
    }

    @Test("VP8 and VP9: key and hidden frames")
    func vp() {
        var vp8 = VP8Scanner()
        #expect(scan(&vp8, [0b0001_0000]).isEntry)
        #expect(scan(&vp8, [0b0000_0000]).isHidden)
        #expect(!scan(&vp8, [0b0001_0001]).isEntry)
        #expect(scan(&vp8, []).isHidden)
        var vp9 = VP9Scanner()
        // Frame marker 10, profile 00, no existing frame, key frame, shown.
        #expect(scan(&vp9, [0b1000_0010, 0]).isEntry)
        #expect(!scan(&vp9, [0b1000_0110, 0]).isEntry)
        #expect(scan(&vp9, [0b1000_0100, 0]).isHidden)
        // A superframe of a hidden and a shown frame, one byte a size.
        let marker: UInt8 = 0b1100_0001
        let superframe: [UInt8] = [0b1000_0100, 0, 0b1000_0110, 0, marker, 2, 2, marker]
        let facts = scan(&vp9, superframe)
        #expect(!facts.isHidden && !facts.isEntry)
    }

    @Test("AV1: key frames after a sequence header")
    func av1() {
        var scanner = AV1Scanner()
        let delimiter: [UInt8] = [0x12, 0]
        let sequence: [UInt8] = [0x0a, 1, 0]
        // Frame unit of 1 byte: show_existing 0, key, shown.
        let key: [UInt8] = [0x32, 1, 0b0001_0000]
        #expect(scan(&scanner, delimiter + sequence + key).isEntry)
        #expect(!scan(&scanner, delimiter + key).isEntry)
        #expect(scan(&scanner, delimiter + [0x32, 1, 0b0010_0000]).isHidden)
        #expect(!scan(&scanner, delimiter + [0x1a, 1, 0b1000_0000]).isHidden)
        #expect(scan(&scanner, [0x32, 0xff, 0xff]).isHidden)
        #expect(scanner.doubt == nil)
        _ = scan(&scanner, [0x36, 0b0000_1000, 1, 0b0001_0000])
        #expect(scanner.doubt != nil)
    }

    @Test("MPEG-4: packets with none or several pictures are counted by decoding")
    func mpeg4() {
        let rest = [UInt8](repeating: 0xff, count: 12)
        var scanner = MPEG4Scanner()
        #expect(scan(&scanner, [0, 0, 1, 0xb6, 0x10] + rest).isEntry)
        #expect(!scan(&scanner, [0, 0, 1, 0xb6, 0x50] + rest).isEntry)
        #expect(scanner.doubt == nil)
        _ = scan(&scanner, [0, 0, 1, 0xb6, 0x50] + rest + [0, 0, 1, 0xb6, 0x90] + rest)
        #expect(scanner.doubt != nil)
        var tiny = MPEG4Scanner()
        _ = scan(&tiny, [0, 0, 1, 0xb6, 0x50, 0x80])
        #expect(tiny.doubt != nil)
    }

    @Test("MPEG-2: fields are counted by decoding")
    func mpeg2() {
        var scanner = MPEG2Scanner()
        let sequence: [UInt8] = [0, 0, 1, 0xb3, 9, 9, 9, 9]
        let intra: [UInt8] = [0, 0, 1, 0x00, 0, 0b0000_1000, 0, 0]
        #expect(scan(&scanner, sequence + intra + [0, 0, 1, 0xb5, 0x8f, 0xff, 0xf3, 0]).isEntry)
        #expect(!scan(&scanner, intra + [0, 0, 1, 0xb5, 0x8f, 0xff, 0xf3, 0]).isEntry)
        #expect(scanner.doubt == nil)
        _ = scan(&scanner, intra + [0, 0, 1, 0xb5, 0x8f, 0xff, 0xf1, 0])
        #expect(scanner.doubt != nil)
    }
}
