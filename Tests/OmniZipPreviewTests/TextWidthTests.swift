import OmniZipTestSupport
import Testing

@testable import OmniZipPreview

@Suite struct TextWidthTests {
    /// Widths of Unicode Annex 11 and of emoji sequences, as glibc's and terminals' tables have them.
    @Test(arguments: [
        ("", 0), ("abc", 3), ("\u{e9}", 1), ("e\u{301}", 1), ("\u{4e2d}\u{6587}", 4), ("\u{ff21}", 2), ("\u{ff71}", 1),
        ("\u{ac00}", 2), ("\u{1112}\u{1161}\u{11ab}", 2), ("\u{1f600}", 2), ("\u{1f469}\u{200d}\u{1f4bb}", 2),
        ("\u{1f1e9}\u{1f1ea}", 2), ("\u{2764}", 1), ("\u{2764}\u{fe0f}", 2), ("1\u{fe0f}\u{20e3}", 2),
        ("\u{1f44d}\u{1f3fd}", 2), ("\u{5e9}\u{5dc}", 2), ("\u{2068}\u{5e9}\u{2069}", 1), ("\u{200b}", 0),
        ("\u{301}", 0), ("\u{2026}", 1), ("\u{2588}\u{2581}", 2), ("\u{3042}\u{3099}", 2), ("\u{303f}", 1),
        ("\u{0e01}\u{0e34}", 1), ("\u{20000}", 2), ("\u{231a}", 2), ("\u{7f}", 0),
    ])
    func columnsOfText(text: String, columns: Int) {
        #expect(TextWidth.columns(of: text) == columns)
    }

    @Test func pathsAreCutInTheMiddle() {
        #expect(TextWidth.middle("folder/video.mp4", columns: 16) == "folder/video.mp4")
        #expect(TextWidth.middle("folder/video.mp4", columns: 10) == "fold\u{2026}o.mp4")
        #expect(TextWidth.middle("folder/video.mp4", columns: 10, ellipsis: "...") == "fol....mp4")
        #expect(TextWidth.middle("\u{4e2d}\u{6587}\u{4e2d}\u{6587}", columns: 6) == "\u{4e2d}\u{2026}\u{6587}")
        #expect(TextWidth.middle("abc", columns: 1) == ".")
        #expect(TextWidth.middle("abc", columns: 0) == "")
    }

    @Test func endsAreCutAndIsolatesClosed() {
        #expect(TextWidth.prefix("abcdef", columns: 4) == "abc\u{2026}")
        #expect(
            TextWidth.prefix("\u{2068}\u{5e9}\u{5dc}\u{5d5}\u{2069}", columns: 2) == "\u{2068}\u{5e9}\u{2026}\u{2069}")
    }

    @Test func linesAreBrokenAtBlanksAndWithinLongWords() {
        #expect(TextWidth.wrapped("one two three", columns: 8) == ["one two", "three"])
        #expect(TextWidth.wrapped("abcdefgh i", columns: 3) == ["abc", "def", "gh", "i"])
        #expect(TextWidth.wrapped("abcdefgh i", columns: 5, indent: 2) == ["abcde", "fgh", "i"])
        #expect(TextWidth.wrapped("", columns: 3).isEmpty)
        #expect(TextWidth.wrapped("kept 4.5 % % of", columns: 9) == ["kept", "4.5 % %", "of"])
        #expect(
            TextWidth.wrapped("a \u{2068}\u{5e9} \u{5dc}\u{2069} b", columns: 3)
                == ["a \u{2068}\u{5e9}\u{2069}", "\u{2068}\u{5dc}\u{2069} b"])
    }

    /// Whatever the text, nothing is wider than asked for, and nothing is lost by breaking but blanks.
    @Test(arguments: 0..<20)
    func cutAndBrokenTextFits(seed: Int) {
        var generator = SeededGenerator(property: "cutAndBrokenTextFits", seed: UInt64(seed))
        let alphabet: [Character] = [
            "a", "b", " ", "\u{4e2d}", "\u{1f469}\u{200d}\u{1f4bb}", "e\u{301}", "\u{5e9}", "/",
        ]
        let text = String((0..<60).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
        for columns in 2...40 {
            #expect(TextWidth.columns(of: TextWidth.middle(text, columns: columns)) <= columns)
            #expect(TextWidth.columns(of: TextWidth.prefix(text, columns: columns)) <= columns)
            let lines = TextWidth.wrapped(text, columns: columns)
            #expect(lines.allSatisfy { TextWidth.columns(of: $0) <= columns })
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }
}
