import Foundation
import OmniZipBundle
import Testing

@testable import OmniZipIngest
@testable import OmniZipPreview

@Suite struct ProgressTextTests {
    private func meter(working: [String] = ["talks/a.mp4"]) throws -> RunMeter {
        var meter = RunMeter()
        meter.note(RunMeterTests.scanned(pending: 3, doneEarlier: 1))
        meter.note(
            try RunMeterTests.result(
                "x", .failed(JobFailure(line: RunMeterTests.failure("x"), fault: .input))))
        for name in working { meter.note(.started(name: name, attempt: 1)) }
        return meter
    }

    @Test func theBarSaysWhatIsDoneFailedLeftAndInWork() throws {
        let bar = ProgressText(try meter(), elapsedSeconds: 30).bar(columns: 200)
        #expect(bar == "[##########..........] 2 of 4, 2 left, 1 failed, 1 min to go: talks/a.mp4", "\(bar)")
    }

    @Test func speedAndTokensAreTold() throws {
        let json = """
            {"path": "v", "bundle": {"path": "v.safetensors", "bytes": 1, "sha256": null},
            "document": {"path": "v.json", "bytes": 1, "sha256": null}, "source_bytes": 1, "source_sha256": "",
            "config_sha256": "", "duration_seconds": 90, "video": {"total": 1000, "kept": 400, "dropped": 600},
            "audio": {"total": 2000, "kept": 1500, "dropped": 500}, "patches": 7, "windows": 4, "warnings": 0}
            """
        let line = try JSONDecoder().decode(ManifestLine.self, from: Data(json.utf8))
        var meter = try meter()
        meter.note(
            try RunMeterTests.result("v", .done(CompletedVideo(line: line, warnings: [], timings: [:]))))
        let text = ProgressText(meter, elapsedSeconds: 30).line
        #expect(text == "3 of 4, 1 left, 1 failed, 3.0x real time, 1,900 tokens kept, 15 s to go")
        // A narrow terminal gets the figures without the blocks.
        #expect(ProgressText(meter, elapsedSeconds: 30).bar(columns: 70).hasPrefix("3 of 4, 1 left"))
    }

    @Test(arguments: [10, 40, 79, 80, 81]) func theBarFitsTheTerminal(columns: Int) throws {
        let names = (0..<8).map { "folder/of/videos/with a long name \($0).mp4" }
        let bar = ProgressText(try meter(working: names), elapsedSeconds: 30).bar(columns: columns)
        #expect(bar.count < columns)
    }

    @Test func controlCharactersOfNamesAreWrittenOut() throws {
        let bar = ProgressText(try meter(working: ["a\u{1B}[2Jb"]), elapsedSeconds: 30).bar(columns: 200)
        #expect(!bar.unicodeScalars.contains("\u{1B}"))
    }

    @Test func beforeTheEndOfTheScanTheNumberFoundIsTold() {
        var meter = RunMeter()
        meter.note(.scanning(found: 12000))
        #expect(ProgressText(meter, elapsedSeconds: 1).line == "looking for videos: 12,000")
        #expect(ProgressText(meter, elapsedSeconds: 1).bar(columns: 80) == "looking for videos: 12,000")
    }

    @Test func jsonHasTheEventAndTheTotals() throws {
        let text = try ProgressText(try meter(), elapsedSeconds: 2.5).json(
            of: .retrying(RunMeterTests.failure("a"), delaySeconds: 4))
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        guard case .object(let members) = value else { throw TestError() }
        #expect(members["event"] == .string("retrying"))
        #expect(members["path"] == .string("a"))
        #expect(members["delay_seconds"] == .integer(4))
        #expect(members["total"] == .integer(4))
        #expect(members["elapsed_seconds"] == .number(2.5))
        #expect(members["finished"] == .integer(2))
    }

    private struct TestError: Error {}
}
