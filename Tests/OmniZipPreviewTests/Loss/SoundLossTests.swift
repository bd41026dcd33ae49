import Testing

@testable import OmniZipPreview

@Suite struct SoundLossTests {
    @Test func theLongestGapIsTheLongestRunOfDroppedTokens() {
        #expect(SoundLoss.longestGap([]) == 0)
        #expect(SoundLoss.longestGap([true, true]) == 0)
        #expect(SoundLoss.longestGap([false, true, false, false, true, false]) == 2)
        #expect(SoundLoss.longestGap([true, false, false, false]) == 3)
        let slice = [false, false, false, true, false][3...]
        #expect(SoundLoss.longestGap(slice) == 1)
    }

    @Test func theKeptShareWeighsByEnergy() {
        #expect(SoundLoss.keptShare(of: [1, 3, 4], keep: [true, false, true]) == 5.0 / 8)
        #expect(SoundLoss.keptShare(of: [0, 0], keep: [true, false]) == nil)
        #expect(SoundLoss.keptShare(of: [], keep: []) == nil)
    }
}
