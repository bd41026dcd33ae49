import Testing

@testable import OmniZipMedia

@Suite struct ReadProgressTests {
    private var progress = ReadProgress(limit: 3)

    private mutating func note(_ position: Int64, _ ticks: Int64?) throws {
        try progress.note(positionBytes: position, ticks: ticks, path: "a.mkv")
    }

    @Test mutating func aPlaceOrATimeFurtherOnIsProgress() throws {
        for step in Int64(0)..<50 {
            try note(7, step)
            try note(7, step)
            try note(8 + step, nil)
        }
    }

    @Test mutating func theLimitItselfIsAllowed() throws {
        try note(0, 0)
        for _ in 0..<3 { try note(0, 0) }
        let error = #expect(throws: MediaError.self) { try note(0, 0) }
        #expect(error?.code == .limitExceeded)
        #expect(error?.cause == "4 reads in a row brought nothing new; the limit is 3")
        #expect(error?.isTransient == false)
    }

    @Test mutating func goingRoundInCirclesIsNone() throws {
        try note(100, 10)
        try note(0, 0)
        try note(50, 5)
        try note(100, 10)
        #expect(throws: MediaError.self) { try note(0, 0) }
    }

    @Test mutating func readsThatFailOnTheSpotAreNone() throws {
        for _ in 0..<4 { try note(5, nil) }
        #expect(throws: MediaError.self) { try note(5, nil) }
    }
}
