import Testing

@testable import OmniZipPreview

@Suite struct StyledTextTests {
    private let plain = TerminalStyle()
    private let coloured = TerminalStyle(colour: true)

    @Test func codesAreThereOnlyWithColour() {
        let text = StyledText("a", .green) + StyledText(" b ") + StyledText("  ", .dim)
        #expect(text.rendered(plain) == "a b")
        #expect(text.rendered(coloured) == "\u{1b}[32ma\u{1b}[0m b")
    }

    @Test func textCannotBringCodesOfItsOwn() {
        #expect(StyledText("\u{1b}[31mred\u{9b}0m", .bold).rendered(plain) == "\\u{1b}[31mred\\u{9b}0m")
    }

    @Test(arguments: [(5, "abcde"), (4, "abc\u{2026}"), (3, "ab\u{2026}"), (1, "\u{2026}")])
    func linesAreCutAcrossRuns(columns: Int, shown: String) {
        let text = StyledText("abc", .bold) + StyledText("de")
        #expect(text.cut(to: columns, ellipsis: "\u{2026}").rendered(plain) == shown)
    }

    @Test func tablesGoOnBelowWithTheirKeys() {
        var table = StyledTable([
            .init(heading: ["name"], alignment: .left), .init(heading: ["one", "a"]), .init(heading: ["b"]),
        ])
        table.add([StyledText("x"), StyledText("1,000"), StyledText("22")])
        let wide = table.lines(columns: 80).map { $0.rendered(plain) }
        #expect(wide == ["        one", "name      a   b", "x     1,000  22"])
        let narrow = table.lines(columns: 12).map { $0.rendered(plain) }
        #expect(narrow == ["        one", "name      a", "x     1,000", "", "name   b", "x     22"])
    }

    @Test func blocksStandSideBySideWhereThereIsRoom() {
        let blocks = [TextBlock("A", [StyledText("aaaa")]), TextBlock("B", []), TextBlock("C", [StyledText("cc")])]
        #expect(TextBlock.flow(blocks, columns: 10).map { $0.rendered(plain) } == ["A       C", "aaaa    cc"])
        #expect(TextBlock.flow(blocks, columns: 9).map { $0.rendered(plain) } == ["A", "aaaa", "", "C", "cc"])
        #expect(TextBlock.stacked(blocks).map { $0.rendered(plain) } == ["A", "aaaa", "", "C", "cc"])
    }
}
