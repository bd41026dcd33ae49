import Foundation
import OmniZipBundle
import Testing

@testable import OmniZipIngest
@testable import OmniZipPreview

@Suite struct RunReportTests {
    private static let digest = String(repeating: "0123456789abcdef", count: 4)

    /// Manifest lines are made of documents; here a line comes from its JSON.
    private func line(_ path: String, warnings: Int = 0, seconds: String = "7.5") throws -> ManifestLine {
        let json = """
            {"path": "\(path)", "bundle": {"path": "\(path).safetensors", "bytes": 1500, "sha256": "\(Self.digest)"},
            "document": {"path": "\(path).json", "bytes": 500, "sha256": "\(Self.digest)"}, "source_bytes": 2000000,
            "source_sha256": "\(Self.digest)", "config_sha256": "\(Self.digest)", "duration_seconds": \(seconds),
            "video": {"total": 1000, "kept": 400, "dropped": 600}, "audio": {"total": 100, "kept": 73, "dropped": 27},
            "patches": 7, "windows": 4, "warnings": \(warnings)}
            """
        return try JSONDecoder().decode(ManifestLine.self, from: Data(json.utf8))
    }

    private func report(_ manifest: [ManifestLine], _ failures: [FailureLine] = [], skipped: Int = 0) -> [String] {
        let summary = RunSummary(
            generatorVersion: "0.1.0", configSHA256: Self.digest, manifest: manifest, failures: failures)
        var counts = RunCounts()
        counts.done = manifest.count
        counts.failed = failures.count
        counts.skipped = skipped
        return RunReport(counts: counts, summary: summary, done: manifest, failures: failures).lines
    }

    @Test func aLineAVideoAndTotals() throws {
        let lines = report([try line("a.mp4"), try line("talks/b.mp4", warnings: 2, seconds: "null")])
        #expect(lines.count == 7)
        #expect(lines[0].hasPrefix("video        duration  video tokens kept  audio tokens kept"))
        #expect(lines[1].contains("a.mp4           7.5 s   400/1,000 40.0 %      73/100 73.0 %  1.5 kB"))
        #expect(lines[2].hasPrefix("talks/b.mp4         -"))
        #expect(lines[2].hasSuffix(" 2"))
        #expect(lines[4] == "videos: 2 done")
        #expect(
            lines[5] == "tokens: 946 of 2,200 kept (43.0 %); video 800/2,000 40.0 %, audio 146/200 73.0 %")
        #expect(lines[6] == "media: 7.5 s, 4.0 MB in, 4.0 kB out")
    }

    @Test func namesFromRightToLeftLeaveTheLineInOrder() throws {
        let name = "\u{5e9}\u{5dc}\u{5d5}\u{5dd}.mp4"
        let lines = report([try line(name), try line("talks/b.mp4")])
        #expect(lines[1].hasPrefix("\u{2068}\(name)\u{2069}        7.5 s"))
        #expect(lines[1] == Printable.text(lines[1]))
        let failure = FailureLine(
            path: name, failureClass: .permanent, stage: "index", code: "notMedia", message: "open: no moov", hint: nil,
            attempts: 1)
        #expect(report([], [failure]).last == "failed: \u{2068}\(name)\u{2069}: open: no moov")
    }

    @Test func failuresAndWhatWasSkippedAreNamed() {
        let failure = FailureLine(
            path: "bad.mp4", failureClass: .permanent, stage: "index", code: "notMedia", message: "open: no moov",
            hint: "copy it again", attempts: 1)
        let lines = report([], [failure], skipped: 3)
        #expect(lines[0] == "videos: 0 done, 1 failed (failures.jsonl), 3 skipped: no media")
        #expect(lines.last == "failed: bad.mp4: open: no moov (copy it again)")
    }

    @Test func whatWasDoneBeforeAndWhatIsLeftIsTold() throws {
        let line = try line("a.mp4")
        let summary = RunSummary(
            generatorVersion: "0.1.0", configSHA256: Self.digest, manifest: [line, line, line], failures: [])
        var counts = RunCounts()
        counts.done = 3
        counts.doneEarlier = 2
        counts.pending = 4
        let lines = RunReport(counts: counts, summary: summary, done: [line], failures: []).lines
        #expect(lines[3] == "videos: 3 done (2 of them before), 4 left")
    }

    @Test func whatEarlierRunsLeftIsToldApart() throws {
        let line = try line("a.mp4")
        let summary = RunSummary(
            generatorVersion: "0.1.0", configSHA256: Self.digest, manifest: [line, line], failures: [])
        var counts = RunCounts()
        counts.done = 1
        let lines = RunReport(counts: counts, summary: summary, done: [line], failures: []).lines
        #expect(lines[3] == "videos: 1 done" && lines[4] == "dataset: 2 done in all")
    }

    @Test func manyFailuresAreCounted() {
        let failures = (0..<50).map { number in
            FailureLine(
                path: "\(number).mp4", failureClass: .permanent, stage: "index", code: "not_media", message: "m",
                hint: nil, attempts: 1)
        }
        let lines = report([], failures)
        #expect(lines.filter { $0.hasPrefix("failed: ") }.count == RunReport.mostListedVideos)
        #expect(lines.last == "... and 10 more, see failures.jsonl")
    }

    @Test func manyVideosAreTotalsOnly() throws {
        let manifest = try (0...RunReport.mostListedVideos).map { try line("\($0).mp4") }
        let lines = report(manifest)
        #expect(lines.count == 3)
        #expect(lines[0] == "videos: 41 done")
    }
}
