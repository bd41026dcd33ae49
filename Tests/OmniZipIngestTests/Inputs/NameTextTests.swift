import Testing

@testable import OmniZipIngest

@Suite struct NameTextTests {
    @Test(arguments: ["", "a.mp4", "e\u{301}", "\u{e9}", "\u{1F3AC}", "a\\x41", "\u{FFFD}"])
    func textIsKeptByteForByte(text: String) {
        let name = NameText(Array(text.utf8))
        #expect(name.isExact && Array(name.text.utf8) == Array(text.utf8))
    }

    @Test(arguments: [
        ([0xFF], "\\xff"), ([0x61, 0xE9, 0x62], "a\\xe9b"), ([0xC3], "\\xc3"), ([0xE2, 0x82], "\\xe2\\x82"),
        ([0xC3, 0xA9, 0x80], "\u{e9}\\x80"), ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
        ([0xC0, 0xAF, 0x0A, 0xF5], "\\xc0\\xaf\n\\xf5"),
    ])
    func badBytesAreShown(bytes: [UInt8], text: String) {
        let name = NameText(bytes)
        #expect(!name.isExact && name.text == text)
    }
}
