import Testing

@testable import OmniZipIngest

@Suite struct TimeLimitTests {
    /// A file is read whole before its duration is known.
    @Test func aLargeFileGetsTimeToBeRead() {
        let limit = TimeLimit(baseSeconds: 60)
        #expect(limit.seconds(durationSeconds: nil, fileBytes: 40_000_000_000) == 2060)
        #expect(limit.seconds(durationSeconds: 10, fileBytes: 1_000_000) == 80)
    }

    @Test func growsWithTheDuration() {
        let limit = TimeLimit(baseSeconds: 60, secondsPerSecond: 2)
        #expect(limit.seconds(durationSeconds: nil) == 60)
        #expect(limit.seconds(durationSeconds: 10) == 80)
        #expect(limit.seconds(durationSeconds: 10.2) == 81)
    }

    @Test(arguments: [-1.0, .nan, .infinity, -.infinity, 0])
    func whatIsNoDurationCountsAsNone(seconds: Double) {
        #expect(TimeLimit().seconds(durationSeconds: seconds) == 60)
    }

    @Test func neverExceedsTenYears() {
        #expect(TimeLimit().seconds(durationSeconds: 1e300) == 315_360_000)
        #expect(TimeLimit(baseSeconds: -5, secondsPerSecond: 0).seconds(durationSeconds: nil) == 0)
    }
}
