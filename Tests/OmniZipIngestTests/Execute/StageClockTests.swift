import Testing

@testable import OmniZipIngest

@Suite struct StageClockTests {
    @Test func addsTheTimeOfEachStage() throws {
        var clock = StageClock()
        #expect(clock.seconds.isEmpty)
        #expect(clock.measure(.audio) { 7 } == 7)
        let once = try #require(clock.seconds[.audio])
        clock.measure(.audio) { spin() }
        let twice = try #require(clock.seconds[.audio])
        #expect(once >= 0 && twice > once)
        clock.measure(.plan) {}
        #expect(clock.seconds.keys.sorted { $0.rawValue < $1.rawValue } == [.audio, .plan])
        #expect(clock.current == .plan)
    }

    @Test func aFailureLeavesItsStageAndItsTime() {
        struct Fault: Error {}
        var clock = StageClock()
        clock.measure(.index) {}
        #expect(throws: Fault.self) { try clock.measure(.video) { throw Fault() } }
        #expect(clock.current == .video)
        #expect(clock.seconds[.video] != nil)
    }

    @Test func startsAtTheFirstStage() {
        #expect(StageClock().current == .index)
        #expect(IngestStage.allCases.map(\.rawValue) == ["index", "digest", "audio", "plan", "video", "publish"])
    }

    private func spin() {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .milliseconds(2) {}
    }
}
