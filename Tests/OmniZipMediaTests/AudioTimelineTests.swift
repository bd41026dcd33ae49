import Testing

@testable import OmniZipMedia

@Suite struct AudioTimelineTests {
    private func place(
        _ timeline: inout AudioTimeline, _ seconds: Double?, count: Int = 1000, afterLoss: Bool = false
    ) -> AudioTimeline.Placement {
        timeline.place(startSeconds: seconds, count: count, rate: 1000, afterLoss: afterLoss)
    }

    @Test("small deviations are left alone, large ones are filled or cut")
    func deviations() {
        var timeline = AudioTimeline(clockMayJump: false)
        #expect(place(&timeline, 5) == .init())
        #expect(place(&timeline, 6.09) == .init())
        #expect(place(&timeline, 7.5) == .init(silence: 500))
        #expect(place(&timeline, 8.25) == .init(dropped: 250))
        // The cut block ended at 9.25.
        #expect(place(&timeline, 9.25) == .init())
        #expect(place(&timeline, nil) == .init())
        #expect(place(&timeline, 11.25) == .init())
    }

    @Test("deviations add up until they count")
    func drift() {
        var timeline = AudioTimeline(clockMayJump: false)
        var silence = 0
        for block in 0..<100 { silence += place(&timeline, Double(block) * 1.01).silence }
        #expect((890...990).contains(silence))
    }

    @Test("after a loss a small hole is filled")
    func loss() {
        var timeline = AudioTimeline(clockMayJump: false)
        _ = place(&timeline, 0)
        #expect(place(&timeline, 1.02, afterLoss: true) == .init(silence: 20))
    }

    @Test("jumps set the clock anew")
    func jumps() {
        var timeline = AudioTimeline(clockMayJump: true)
        _ = place(&timeline, 0)
        #expect(place(&timeline, 50) == .init(jumped: true))
        #expect(place(&timeline, 51) == .init())
        #expect(place(&timeline, 3) == .init(jumped: true))
        #expect(place(&timeline, 4) == .init())
        var steady = AudioTimeline(clockMayJump: false)
        _ = place(&steady, 0)
        #expect(place(&steady, 50) == .init(silence: 49000))
        #expect(place(&steady, 90000).jumped)
    }

    @Test("silence is limited in sum: what would exceed it sets the clock anew")
    func limit() {
        var timeline = AudioTimeline(clockMayJump: false)
        timeline.maxSilenceSeconds = 60
        _ = place(&timeline, 0)
        #expect(place(&timeline, 41) == .init(silence: 40000))
        #expect(place(&timeline, 72) == .init(jumped: true))
        #expect(place(&timeline, 73) == .init())
        // 20 seconds are left.
        #expect(place(&timeline, 94) == .init(silence: 20000))
        #expect(place(&timeline, 96) == .init(jumped: true))
        #expect(place(&timeline, 97.05) == .init())
    }

    @Test("a block that lies wholly in the past is left out")
    func past() {
        var timeline = AudioTimeline(clockMayJump: false)
        _ = place(&timeline, 0, count: 5000)
        #expect(place(&timeline, 1) == .init(dropped: 1000))
        #expect(place(&timeline, 5) == .init())
    }

    @Test("a change of rate keeps the clock")
    func rates() {
        var timeline = AudioTimeline(clockMayJump: false)
        _ = timeline.place(startSeconds: 0, count: 1000, rate: 1000, afterLoss: false)
        _ = timeline.place(startSeconds: 1, count: 4000, rate: 2000, afterLoss: false)
        #expect(timeline.place(startSeconds: 4, count: 100, rate: 2000, afterLoss: false) == .init(silence: 2000))
    }
}
