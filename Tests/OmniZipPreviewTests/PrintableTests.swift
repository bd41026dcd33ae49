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
}
