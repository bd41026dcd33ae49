import OmniZipBundle
import Testing

@testable import OmniZipPreview

/// The report on one video, against the files of Expected.
@Suite struct PruningTerminalReportTests {
    @Test(arguments: PruningFixtures.all.map(\.name), [80, 200])
    func textIsAsExpected(name: String, columns: Int) throws {
        let report = try #require(PruningFixtures.all.first { $0.name == name }?.report)
        let lines = PruningTerminalReport(report).lines(TerminalStyle(columns: columns))
        try ExpectedText.check(lines, "\(name)-\(columns)")
    }

    @Test func colourIsAsExpected() throws {
        let style = TerminalStyle(columns: 80, colour: true)
        try ExpectedText.check(PruningTerminalReport(PruningFixtures.hostile).lines(style), "hostile-80-colour")
        let coloured = PruningTerminalReport(PruningFixtures.talk).lines(style)
        let plain = PruningTerminalReport(PruningFixtures.talk).lines(TerminalStyle(columns: 80))
        let code = /\u{1b}\[[0-9]+m/
        #expect(coloured != plain)
        #expect(coloured.map { $0.replacing(code, with: "") } == plain)
    }

    @Test func withoutUnicodeChartsAreASCII() throws {
        let style = TerminalStyle(columns: 80, unicode: false)
        try ExpectedText.check(PruningTerminalReport(PruningFixtures.lecture).lines(style), "lecture-80-ascii")
        for report in [PruningFixtures.talk, PruningFixtures.silent, PruningFixtures.podcast, PruningFixtures.lecture] {
            for line in PruningTerminalReport(report).lines(style) {
                #expect(line.utf8.allSatisfy { $0 < 0x80 }, "\(line)")
            }
        }
    }

    @Test(arguments: [1, 20, 40, 60, 80, 120, 200])
    func noLineIsWiderThanTheTerminal(columns: Int) {
        for (_, report) in PruningFixtures.all {
            for unicode in [true, false] {
                let style = TerminalStyle(columns: columns, unicode: unicode)
                for line in PruningTerminalReport(report).lines(style) {
                    #expect(TextWidth.columns(of: line) <= max(20, columns), "\(line)")
                    // Cut at its end only where there is no room for words.
                    if columns >= 40, unicode { #expect(!line.hasSuffix(style.ellipsis), "\(line)") }
                    #expect(!line.hasSuffix(" "))
                }
            }
        }
    }

    @Test func aHostileNameStaysAName() {
        for columns in [40, 80, 200] {
            for line in PruningTerminalReport(PruningFixtures.hostile).lines(TerminalStyle(columns: columns)) {
                // Written out already: a second pass finds nothing to write out, and isolates are closed.
                #expect(Printable.text(line) == line)
                #expect(!line.contains("\n"))
            }
        }
    }

    @Test func guidanceIsToldWhereItIsNotThePapers() {
        var report = PruningFixtures.talk
        let before = PruningTerminalReport(report).lines(TerminalStyle())
        #expect(!before.joined().contains("guidance "))
        report.parameters.guidance = .floor
        let lines = PruningTerminalReport(report).lines(TerminalStyle())
        #expect(lines.contains { $0.hasPrefix("pruning   omnizip, guidance floor, scope window") }, "\(lines)")
    }

    @Test func nothingGuidesTheMethodFixed() {
        var report = PruningFixtures.talk
        report.chosen.method = "fixed"
        let lines = PruningTerminalReport(report).lines(TerminalStyle())
        #expect(lines.contains { $0.hasPrefix("windows   32 of 2 s, none guided by sound") }, "\(lines)")
    }

    @Test func aReportWithoutWindowsHasNoTimeline() {
        var report = PruningFixtures.silent
        report.chosen.windows = []
        let lines = PruningTerminalReport(report).lines(TerminalStyle())
        #expect(!lines.contains("Timeline"))
        #expect(lines.contains("windows   none"))
    }
}
