import Testing

@testable import OmniZipCore

@Suite struct RotatingRankTests {
    private let grid = CellGrid(height: 3, width: 5)

    @Test func theFirstPatchHasTheOrderOfTheSequence() {
        var order = RotatingRank(grid: grid)
        #expect(order.next(kept: 4) == R2Sequence.rank(height: 3, width: 5))
    }

    @Test func eachPatchGoesOnWhereTheOneBeforeStopped() {
        var order = RotatingRank(grid: grid)
        let first = order.next(kept: 4)
        let second = order.next(kept: 15)
        let third = order.next(kept: 0)
        #expect(second.sorted() == Array(0..<15))
        #expect(first.firstIndex(of: 4) == second.firstIndex(of: 0))
        #expect(third == second)
        #expect(order.next(kept: 1) == third)
    }

    @Test func aPatchWithoutCellsHasNoRanks() {
        var order = RotatingRank(grid: CellGrid(height: 0, width: 7))
        #expect(order.next(kept: 0).isEmpty)
    }
}
