import Testing

@testable import OmniZipCore
@testable import OmniZipKernels

@Suite struct DensityPeaksTests {
    private func selected(_ count: Int, _ tokens: [[Float]], neighbours: Int = 5, ranks: [Int]) -> [Int] {
        kept(tokens) { rows, mask in
            DensityPeaks.select(
                count, of: rows, neighbours: neighbours, ranks: ranks.map(Int32.init), scratch: WindowScratch(),
                into: mask)
        }
    }

    private func releasedSelection(_ count: Int, _ tokens: [[Float]], neighbours: Int) -> [Int] {
        kept(tokens) { rows, mask in
            ReleasedDensityPeaks.select(
                count, of: rows, neighbours: neighbours, scratch: WindowScratch(), into: mask)
        }
    }

    @Test func cellsOfAFlatPictureAreSpreadInR2Order() {
        let rank = R2Sequence.rank(height: 3, width: 4)
        let flat = [[Float]](repeating: [0.6, 0.8], count: 12)
        #expect(selected(4, flat, ranks: rank) == rank.indices.filter { rank[$0] < 4 })
    }

    @Test func differencesBelowTheStepAreNoise() {
        let rank = R2Sequence.rank(height: 3, width: 4)
        // Cosines of 1 - 2.4e-7 and more, in steps of 9.5e-7.
        let noisy = (0..<12).map { [1 - Float($0 % 3) * 0x1p-24] }
        #expect(selected(4, noisy, ranks: rank) == rank.indices.filter { rank[$0] < 4 })
    }

    @Test func ofEqualCellsOneIsAPeak() {
        let bars: [[Float]] = [[1, 0], [1, 0], [1, 0], [0, 1]]
        #expect(selected(2, bars, neighbours: 1, ranks: [2, 1, 0, 3]) == [2, 3])
        // The authors' program takes all three for peaks.
        #expect(releasedSelection(2, bars, neighbours: 1) == [0, 1])
    }

    @Test func fewerCellsThanNeighboursUseAllOthers() {
        let cells: [[Float]] = [[1, 0], [1, 0], [0, 1]]
        #expect(selected(1, cells, ranks: [1, 0, 2]) == [1])
        #expect(selected(2, cells, ranks: [1, 0, 2]) == [1, 2])
        #expect(releasedSelection(1, cells, neighbours: 5) == [0])
        #expect(selected(1, [[1, 0], [0, 1]], ranks: [1, 0]) == [1])
    }

    @Test func densityAndSeparationByHand() {
        // Three cells within 60 degrees, one opposite. k = 1: squared distances to the nearest 0.4, 0.4, 0.4, 2.8...
        let cells: [[Float]] = [[1, 0], [0.8, 0.6], [0.28, 0.96], [-1, 0]]
        // Densities exp(-0.4) for the first three (rank decides: 1, 0, 2), exp(-2.56) for the last.
        // Separations: cell 1 farthest of its row sqrt 3.6; cell 0 sqrt 0.4; cell 2 sqrt 0.4; cell 3 sqrt 2.56.
        // Products: 1.27, 0.42, 0.42, 0.12.
        #expect(selected(1, cells, neighbours: 1, ranks: [1, 0, 2, 3]) == [1])
        #expect(selected(2, cells, neighbours: 1, ranks: [1, 0, 2, 3]) == [0, 1])
        #expect(selected(3, cells, neighbours: 1, ranks: [1, 0, 2, 3]) == [0, 1, 2])
    }

    @Test func noneAndAll() {
        let cells: [[Float]] = [[1, 0], [0, 1], [1, 1]]
        #expect(selected(0, cells, ranks: [0, 1, 2]).isEmpty)
        #expect(selected(3, cells, ranks: [0, 1, 2]) == [0, 1, 2])
        #expect(selected(9, [[1]], ranks: [0]) == [0])
        #expect(selected(0, [[1]], ranks: [0]).isEmpty)
        #expect(releasedSelection(0, cells, neighbours: 5).isEmpty)
        #expect(releasedSelection(3, cells, neighbours: 5) == [0, 1, 2])
    }
}

/// Runs a selection over rows and returns the marked ones.
func kept(_ tokens: [[Float]], _ body: (RowView, UnsafeMutablePointer<Bool>) -> Void) -> [Int] {
    var mask = [Bool](repeating: false, count: tokens.count)
    let values = tokens.flatMap { $0 }
    values.withUnsafeBufferPointer { values in
        body(RowView(values, columns: tokens[0].count), &mask)
    }
    return mask.indices.filter { mask[$0] }
}
