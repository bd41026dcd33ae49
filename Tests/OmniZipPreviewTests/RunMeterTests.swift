import OmniZipBundle
import Testing

@testable import OmniZipIngest
@testable import OmniZipPreview

@Suite struct RunMeterTests {
    static func result(_ name: String, _ outcome: JobOutcome) throws -> BatchEvent {
        .finished(try #require(IngestResult(name: name, outcome: outcome, attempts: 1)))
    }

    static func failure(_ name: String) -> FailureLine {
        FailureLine(
            path: name, failureClass: .permanent, stage: "index", code: "not_media", message: "no", hint: nil,
            attempts: 1)
    }

    static func scanned(pending: Int, doneEarlier: Int = 0) -> BatchEvent {
        var counts = RunCounts()
        counts.pending = pending
        counts.done = doneEarlier
        counts.doneEarlier = doneEarlier
        return .scanned(counts)
    }

    @Test func aRunAddsUp() throws {
        var meter = RunMeter()
        meter.note(.scanning(found: 1000))
        #expect(meter.total == 1000 && !meter.isScanned)
        meter.note(Self.scanned(pending: 4, doneEarlier: 6))
        #expect(meter.total == 10 && meter.finished == 6 && meter.left == 4)
        meter.note(.started(name: "a", attempt: 1))
        meter.note(.started(name: "b", attempt: 1))
        #expect(meter.working == ["a", "b"])
        meter.note(.retrying(Self.failure("a"), delaySeconds: 1))
        #expect(meter.working == ["b"] && meter.retries == 1 && meter.finished == 6)
        meter.note(try Self.result("b", .failed(JobFailure(line: Self.failure("b"), fault: .input))))
        meter.note(try Self.result("c", .skipped(reason: "text")))
        #expect(meter.failed == 1 && meter.skipped == 1 && meter.left == 2 && meter.working.isEmpty)
    }

    @Test func theTimeLeftFollowsWhatThisRunDid() throws {
        var meter = RunMeter()
        #expect(meter.secondsLeft(elapsedSeconds: 5) == nil)
        meter.note(Self.scanned(pending: 4, doneEarlier: 96))
        #expect(meter.secondsLeft(elapsedSeconds: 5) == nil)
        meter.note(try Self.result("a", .skipped(reason: "text")))
        #expect(meter.secondsLeft(elapsedSeconds: 5) == 15)
        #expect(meter.timesRealTime(elapsedSeconds: 5) == nil)
    }
}
