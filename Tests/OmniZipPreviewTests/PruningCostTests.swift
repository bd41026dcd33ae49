import OmniZipBundle
import OmniZipCore
import Testing

@testable import OmniZipPreview

@Suite struct PruningCostTests {
    /// ALGORITHM's figures for 64 s: 32 windows of 50 + 288 tokens, on the 7B thinker, within 0.2 points.
    @Test(arguments: [(0.3, 0.6, 0.382, 0.378), (0.4, 0.7, 0.288, 0.284)])
    func thePresetsCostWhatThePaperSays(
        _ rhoAudio: Double, _ rhoVideo: Double, _ total: Double, _ prefill: Double
    ) throws {
        let windows = (0..<32).map { TimeWindow(audio: $0 * 50..<$0 * 50 + 50, patches: $0 * 2..<$0 * 2 + 2) }
        let plan = try CompressionPlan(
            saliency: (0..<1600).map { Float(($0 * 7919) % 1600) }, windows: windows, patchCount: 64,
            cellsPerPatch: 144, parameters: CompressionParameters(rhoAudio: rhoAudio, rhoVideo: rhoVideo))
        let kept = plan.keptCells.reduce(0, +) + plan.audioKeep.count { $0 }
        let cost = PruningCost(tokens: TokenCount(total: 10816, kept: kept), model: .qwen25Omni7B)
        #expect(abs(try #require(cost.totalShare) - total) < 0.002)
        #expect(abs(try #require(cost.prefillShare) - prefill) < 0.002)
        #expect(cost.full.keyValueBytes == 10816 * 57_344)
        #expect(cost.fullSeconds == nil)
    }

    @Test func timesComeOfTheGivenSpeed() throws {
        let cost = PruningCost(tokens: TokenCount(total: 1000, kept: 400), model: .qwen25Omni3B, teraflops: 2)
        #expect(cost.fullSeconds == cost.full.totalFLOPs / 2e12)
        #expect(cost.compressedSeconds == cost.compressed.totalFLOPs / 2e12)
    }

    @Test func anEmptyBlockHasNoShares() {
        let cost = PruningCost(tokens: TokenCount(total: 0, kept: 0), model: .qwen25Omni7B)
        #expect(cost.prefillShare == nil && cost.totalShare == nil)
    }
}
