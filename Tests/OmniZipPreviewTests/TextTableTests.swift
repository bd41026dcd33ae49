import Testing

@testable import OmniZipPreview

@Suite struct TextTableTests {
    @Test func columnsAreAsWideAsTheirWidestEntry() {
        var table = TextTable(heading: ["name", "count"], alignments: [.left, .right])
        table.add(["a", "1,000,000"])
        table.add(["longer", "2"])
        #expect(table.lines == ["name        count", "a       1,000,000", "longer          2"])
    }

    @Test func missingEntriesAreEmptyAndNoLineEndsInBlanks() {
        var table = TextTable(heading: ["a", "b", "c"], alignments: [.left, .left, .left])
        table.add(["x"])
        table.add(["", "y", ""])
        #expect(table.lines == ["a  b  c", "x", "   y"])
    }

    @Test func withoutAHeadingThereAreRowsOnly() {
        var table = TextTable(heading: [], alignments: [.right])
        #expect(table.lines.isEmpty)
        table.add(["1"])
        table.add(["10"])
        #expect(table.lines == [" 1", "10"])
    }

    @Test func entriesOfOtherScriptsCountAsCharacters() {
        var table = TextTable(heading: ["n", "v"], alignments: [.left, .right])
        table.add(["\u{e9}t\u{e9}", "1"])
        #expect(table.lines == ["n    v", "\u{e9}t\u{e9}  1"])
    }

    @Test func wideCharactersAndMarksTakeTheColumnsThatTheyAreShownIn() {
        var table = TextTable(heading: ["n", "v"], alignments: [.left, .right])
        table.add(["\u{4e2d}\u{6587}", "1"])
        table.add(["e\u{301}", "2"])
        #expect(table.lines == ["n     v", "\u{4e2d}\u{6587}  1", "e\u{301}     2"])
    }
}
