import OmniZipBundle
import Testing

@testable import OmniZipPreview

/// The report on a folder, against the files of Expected.
@Suite struct FolderTerminalReportTests {
    @Test(arguments: FolderFixtures.all.map(\.name), [80, 200])
    func textIsAsExpected(name: String, columns: Int) throws {
        let report = try #require(FolderFixtures.all.first { $0.name == name }?.report)
        let lines = FolderTerminalReport(report).lines(TerminalStyle(columns: columns))
        try ExpectedText.check(lines, "\(name)-\(columns)")
    }

    @Test(arguments: [1, 20, 40, 60, 80, 120, 200])
    func noLineIsWiderThanTheTerminal(columns: Int) {
        for (_, report) in FolderFixtures.all {
            for line in FolderTerminalReport(report).lines(TerminalStyle(columns: columns)) {
                #expect(TextWidth.columns(of: line) <= max(20, columns), "\(line)")
                // Cut at its end only where there is no room for words.
                if columns >= 40 { #expect(!line.hasSuffix(TextWidth.ellipsis), "\(line)") }
                #expect(Printable.text(line) == line)
            }
        }
    }

    @Test func everyVideoHasALineAndFailuresAreCounted() {
        let videos = (0..<2000).map { FolderFixtures.video("\($0).mp4", kept: 4000 + $0 % 100) }
        let failures = (0..<50).map { FolderFixtures.failure("x\($0).mp4", "damaged", hint: nil) }
        let report = FolderReport(
            generatorVersion: "0.1.0", basis: .plan, model: "qwen2.5-omni-7b", rhoAudio: 0.3, rhoVideo: 0.6,
            videos: videos, failures: failures)
        let lines = FolderTerminalReport(report).lines(TerminalStyle())
        #expect(lines.filter { $0.contains(".mp4") && !$0.hasPrefix("x") }.count == 2000)
        #expect(lines.filter { $0.hasPrefix("x") }.count == 40)
        #expect(lines.last == "... and 10 more")
    }
}
