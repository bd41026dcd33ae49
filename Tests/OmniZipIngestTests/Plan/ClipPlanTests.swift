import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct ClipPlanTests {
    private static let profile = Qwen25OmniProfile()

    /// The plan of silent.mp4 (8 s, 8 patches of 144 cells) with made-up saliency.
    private func plan(
        audioTokens: Int, video: Bool = true, _ change: (inout IngestConfiguration) -> Void = { _ in }
    ) throws -> ClipPlan {
        var configuration = IngestConfiguration()
        change(&configuration)
        var videoPlan: VideoPlan?
        if video {
            let index = try #require(try MediaIndexer.index(path: try SampleClips.path("silent.mp4")).video)
            videoPlan = try VideoPlan(index: index, profile: Self.profile, configuration: configuration)
        }
        var generator = SeededGenerator(seed: 5)
        let raw = (0..<audioTokens).map { _ in generator.nextUnit() + 0.01 }
        let total = raw.reduce(0, +)
        return try ClipPlan(
            video: videoPlan, saliency: raw.map { $0 / total }, profile: Self.profile,
            parameters: configuration.compression)
    }

    @Test func windowsTileBothStreams() throws {
        let plan = try plan(audioTokens: 200)
        #expect(plan.windows.count == 4)
        #expect(plan.windows.map(\.patches) == [0..<2, 2..<4, 4..<6, 6..<8])
        #expect(plan.windows.map(\.audio) == [0..<50, 50..<100, 100..<150, 150..<200])
        #expect(plan.windowTimes == [0..<2, 2..<4, 4..<6, 6..<8])
        #expect(plan.audioTokenCount == 200)
        #expect(plan.layout.count == 8 * 144 + 200)
    }

    @Test func theBudgetIsMetWithinAToken() throws {
        for rho in [0.35, 0.5, 0.6, 0.75] {
            let plan = try plan(audioTokens: 200) { $0.compression.rhoVideo = rho }
            let dropped = 8 * 144 - plan.compression.keptCells.reduce(0, +)
            #expect(abs(Double(dropped) - rho * 8 * 144) < 1, "rho \(rho)")
        }
    }

    @Test func theKeptCountIsTheSumOfBothModalities() throws {
        let plan = try plan(audioTokens: 200)
        let audio = plan.compression.audioKeep.filter { $0 }.count
        #expect(plan.keptCount == plan.compression.keptCellsPerPatch.reduce(0, +) + audio)
        #expect(audio >= 140)
    }

    @Test func withoutAudioAllWindowsHaveTheSameRate() throws {
        let plan = try plan(audioTokens: 0)
        #expect(plan.windows.allSatisfy { $0.audio.isEmpty })
        #expect(plan.compression.rate == [0.6, 0.6, 0.6, 0.6])
        #expect(plan.compression.retention.allSatisfy { $0.isNaN })
        #expect(plan.compression.baseRate.allSatisfy { $0.isNaN })
    }

    @Test func withoutVideoThereAreAudioWindowsOnly() throws {
        let plan = try plan(audioTokens: 120, video: false)
        #expect(plan.windows.map(\.audio) == [0..<50, 50..<100, 100..<120])
        #expect(plan.windows.allSatisfy { $0.patches.isEmpty })
        #expect(plan.layout.count == 120)
        #expect(plan.keptCount == plan.compression.audioKeep.filter { $0 }.count)
        #expect(plan.half(ofPatch: 0, inWindow: 0) == 0)
    }

    @Test func audioBeyondTheVideoHasWindowsOfItsOwn() throws {
        let plan = try plan(audioTokens: 260)
        #expect(plan.windows.count == 6)
        #expect(plan.windows[4].patches.isEmpty && plan.windows[5].patches.isEmpty)
        #expect(plan.windows[5].audio == 250..<260)
    }

    @Test func patchesLieInTheHalvesOfTheirWindow() throws {
        let plan = try plan(audioTokens: 200)
        #expect((0..<8).map { plan.half(ofPatch: $0, inWindow: $0 / 2) } == [0, 1, 0, 1, 0, 1, 0, 1])
    }

    @Test func aSlowPatchStartsItsWindow() throws {
        let plan = try plan(audioTokens: 200) { $0.maxFrames = 8 }
        #expect(plan.video?.secondsPerGrid == 2)
        #expect(plan.windows.map(\.patches) == [0..<1, 1..<2, 2..<3, 3..<4])
        #expect((0..<4).map { plan.half(ofPatch: $0, inWindow: $0) } == [0, 0, 0, 0])
    }
}
