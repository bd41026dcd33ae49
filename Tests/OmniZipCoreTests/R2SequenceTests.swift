import Testing

@testable import OmniZipCore

@Suite struct R2SequenceTests {
    @Test func ranksFollowTheSequence() {
        #expect(R2Sequence.rank(height: 3, width: 4) == [3, 9, 1, 7, 6, 11, 5, 0, 10, 2, 8, 4])
        #expect(R2Sequence.rank(height: 1, width: 8) == [3, 6, 2, 5, 1, 4, 0, 7])
        #expect(R2Sequence.rank(height: 2, width: 2) == [3, 1, 2, 0])
    }

    @Test(arguments: [(9, 16), (1, 1), (18, 32), (7, 1), (11, 13)])
    func everyCellHasItsOwnRank(_ height: Int, _ width: Int) {
        #expect(R2Sequence.rank(height: height, width: width).sorted() == Array(0..<height * width))
    }

    @Test func prefixesAreSpreadOverTheGrid() {
        let rank = R2Sequence.rank(height: 8, width: 8)
        // A quarter of the cells: every quadrant gets its share of 4, give or take one.
        for quadrant in 0..<4 {
            let inside = rank.indices.filter {
                ($0 / 8 / 4) * 2 + ($0 % 8) / 4 == quadrant && rank[$0] < 16
            }
            #expect((3...5).contains(inside.count))
        }
    }

    @Test func noCellsNoRanks() {
        #expect(R2Sequence.rank(height: 0, width: 5).isEmpty)
        #expect(R2Sequence.rank(height: -1, width: -1).isEmpty)
    }
}
