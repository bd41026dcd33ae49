import OmniZipTestSupport
import Testing

@testable import OmniZipCore

@Suite struct MaskOverlapTests {
    @Test func countsWhatBothKeep() {
        let overlap = MaskOverlap([true, true, false, false, true], [true, false, true, false, true])
        #expect(overlap.total == 5 && overlap.kept == 3 && overlap.keptByOther == 3 && overlap.keptByBoth == 2)
        #expect(overlap.shareKept == 2.0 / 3 && overlap.shareByChance == 0.6)
        #expect(overlap.intersectionOverUnion == 0.5)
    }

    @Test func addsPiecesToTheWhole() {
        var overlap = MaskOverlap()
        overlap.add([true, false], [true, true])
        overlap.add([true], [false])
        #expect(overlap == MaskOverlap([true, false, true], [true, true, false]))
    }

    @Test func nothingHasNoShares() {
        let overlap = MaskOverlap([], [])
        #expect(overlap.shareKept == nil && overlap.shareByChance == nil && overlap.intersectionOverUnion == nil)
        let none = MaskOverlap([false], [false])
        #expect(none.shareKept == nil && none.intersectionOverUnion == nil && none.shareByChance == 0)
    }
}
