import Testing

@testable import OmniZipMedia

@Suite struct BitReaderTests {
    @Test("bits come from the most significant down; the end is noticed")
    func bits() {
        var reader = BitReader([0b1010_0000, 0xff])
        #expect(reader.bits(3) == 5)
        reader.skip(5)
        #expect(reader.bits(8) == 255)
        #expect(!reader.isExhausted)
        #expect(reader.bit() == 0)
        #expect(reader.isExhausted)
    }

    @Test("exponential-Golomb codes (ITU-T H.264, table 9-2 and 9-3)")
    func golomb() {
        // 1, 010, 011, 00100, 00101
        var reader = BitReader([0b1010_0110, 0b0100_0010, 0b1000_0000])
        #expect((0..<5).map { _ in reader.unsignedGolomb() } == [0, 1, 2, 3, 4])
        var signed = BitReader([0b1010_0110, 0b0100_0010, 0b1000_0000])
        #expect((0..<5).map { _ in signed.signedGolomb() } == [0, 1, -1, 2, -2])
        var zeros = BitReader([0, 0, 0, 0, 0, 0])
        _ = zeros.unsignedGolomb()
        #expect(zeros.isExhausted)
    }

    @Test("emulation prevention bytes are left out")
    func unescaping() {
        let unit: [UInt8] = [0x67, 1, 0, 0, 3, 1, 0, 0, 3]
        unit.withUnsafeBytes { bytes in
            var reader = BitReader(unescaping: bytes, skipping: 1)
            #expect((0..<6).map { _ in reader.bits(8) } == [1, 0, 0, 1, 0, 0])
        }
    }
}
