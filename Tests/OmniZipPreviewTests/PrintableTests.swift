import Testing

@testable import OmniZipPreview

@Suite struct PrintableTests {
    @Test(arguments: [
        ("talk é 中.mp4", "talk é 中.mp4"), ("a\nb\tc\r", "a\\nb\\tc\\r"), ("\u{1b}[31mred", "\\u{1b}[31mred"),
        ("\u{7f}\u{9b}", "\\u{7f}\\u{9b}"), ("\u{202e}4pm", "\\u{202e}4pm"),
    ])
    func controlCharactersAreWrittenOut(text: String, shown: String) {
        #expect(Printable.text(text) == shown)
    }

    @Test(
        arguments: [
            0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2064,
            0x2066, 0x2067, 0x2068, 0x2069, 0x206f, 0x3164, 0xfeff, 0xffa0, 0xfff9, 0xe0001, 0xe0041, 0x85,
        ] as [UInt32])
    func whatHidesOrTurnsOrBreaksIsWrittenOut(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(Printable.text("a\(scalar)b") == "a\\u{\(String(value, radix: 16))}b")
        #expect(Printable.name("a\(scalar)b") == "a\\u{\(String(value, radix: 16))}b")
    }

    @Test(arguments: [
        "\u{1f469}\u{200d}\u{1f4bb}", "\u{2764}\u{fe0f}\u{200d}\u{1f525}", "1\u{fe0f}\u{20e3}",
        "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}", "\u{915}\u{94d}\u{200d}\u{937}",
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "e\u{301}", "\u{845b}\u{e0100}",
    ])
    func whatScriptsAndEmojiNeedIsKept(text: String) {
        #expect(Printable.text(text) == text)
    }

    @Test(arguments: [
        "a\u{200d}b", "\u{200d}", "\u{1f469}\u{200d}", "a\u{200c}", "\u{fe0f}", "a\u{fe0f}\u{fe0e}",
        "\u{1f3f4}" + String(repeating: "\u{e0061}", count: 7), "\u{e0067}\u{e007f}",
    ])
    func withoutNeedItIsWrittenOut(text: String) {
        #expect(Printable.text(text).contains("\\u{"))
    }

    @Test func namesFromRightToLeftAreIsolated() {
        #expect(Printable.name("\u{5e9}\u{5dc}.mp4") == "\u{2068}\u{5e9}\u{5dc}.mp4\u{2069}")
        #expect(Printable.name("\u{627} \u{202e}x") == "\u{2068}\u{627} \\u{202e}x\u{2069}")
        #expect(Printable.name("plain \u{e9} \u{4e2d}") == "plain \u{e9} \u{4e2d}")
        #expect(Printable.isolated("\u{10a00}") == "\u{2068}\u{10a00}\u{2069}")
        #expect(
            Printable.name("\u{5e9}\u{5dc}\u{5d5}\u{5dd}.mp4", columns: 5) == "\u{2068}\u{5e9}\u{5dc}\u{2026}p4\u{2069}"
        )
    }

    @Test func aNameCannotLeaveItsIsolate() {
        let name = Printable.name("\u{2069}\u{5e9}\u{2068}\u{2069}\u{202e}")
        #expect(name == "\u{2068}\\u{2069}\u{5e9}\\u{2068}\\u{2069}\\u{202e}\u{2069}")
        #expect(Printable.text("\(name): 1 of 2") == "\(name): 1 of 2")
    }

    @Test func onlyClosedIsolatesAreKept() {
        #expect(Printable.text("\u{2068}a\u{2069} b") == "\u{2068}a\u{2069} b")
        #expect(Printable.text("\u{2068}a") == "\\u{2068}a")
        #expect(Printable.text("a\u{2069}b\u{2068}") == "a\\u{2069}b\\u{2068}")
        #expect(Printable.text("\u{2068}\u{2068}a\u{2069}\u{2069}") == "\\u{2068}\u{2068}a\u{2069}\\u{2069}")
    }
}
