import Testing

@testable import OmniZipCore

@Suite struct CostModelTests {
    @Test func countsByHand() {
        let model = CostModel(layers: 2, width: 3, feedForwardWidth: 5, keyValueBytesPerToken: 7)
        // 2 layers of 144 + 96 + 120, and 2 layers of 9 tokens of 66 + 54.
        #expect(model.prefillFLOPs(tokens: 4) == 720)
        #expect(model.decodeFLOPs(tokens: 4, generated: 9) == 2160)
        #expect(model.keyValueBytes(tokens: 4) == 28)
        #expect(model.prefillFLOPs(tokens: 0) == 0)
    }

    @Test func thePresetsSaveWhatThePaperSays() {
        let model = CostModel.qwen25Omni7B
        let all = 32 * (50 + 288)
        for (kept, whole, prefill) in [(32 * 37 + 3686, 0.382, 0.378), (32 * 32 + 2765, 0.2885, 0.2837)] {
            let sum = model.prefillFLOPs(tokens: kept) + model.decodeFLOPs(tokens: kept)
            let before = model.prefillFLOPs(tokens: all) + model.decodeFLOPs(tokens: all)
            #expect(abs(sum / before - whole) < 5e-4)
            #expect(abs(model.prefillFLOPs(tokens: kept) / model.prefillFLOPs(tokens: all) - prefill) < 5e-4)
        }
    }

    @Test func cacheBytesFollowFromHeads() {
        #expect(CostModel.qwen25Omni7B.keyValueBytesPerToken == 28 * 2 * 4 * 128 * 2)
        #expect(CostModel.qwen25Omni3B.keyValueBytesPerToken == 36 * 2 * 2 * 128 * 2)
    }
}
