import Foundation
import OmniZipTestSupport
import Testing

/// Progress on standard error.
@Suite struct ProgressTests {
    private struct Line: Decodable {
        let event: String
        let finished: Int
        let failed: Int
        let total: Int
        let elapsed_seconds: Double
        let path: String?
    }

    @Test func jsonIsOneObjectALine() throws {
        let run = try SampleRuns.quickPair()[1]
        let lines = try run.result.errors.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        #expect(lines.map(\.event) == ["scanned"] + (1...11).flatMap { _ in ["started", "done"] })
        #expect(lines.filter { $0.event == "done" }.map(\.finished) == Array(1...11))
        #expect(lines.allSatisfy { $0.total == 11 && $0.failed == 0 })
        #expect(lines.first?.path == nil)
        #expect(lines.filter { $0.event == "done" }.map(\.path) == (try run.manifest()).map(\.path))
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.elapsed_seconds <= $1.elapsed_seconds })
    }

    @Test func withoutATerminalItIsQuiet() throws {
        #expect(try SampleRuns.quickPair()[0].result.errors.isEmpty)
    }

    @Test(arguments: ["bar", "none", "auto", "json"])
    func failuresAreToldInEveryStyleButJSON(style: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("no media", to: "in/a.mp4")
        let run = try Dataset([folder.path("in")], options: ["--progress", style], into: folder.url("out"))
        #expect(run.result.exitCode == 1)
        let told = run.result.errors.contains("omnizip: a.mp4: open: ")
        #expect(told == (style != "json"), "\(run.result)")
        if style == "bar" { #expect(run.result.errors.contains("[####################] 1 of 1, 0 left, 1 failed")) }
    }
}
