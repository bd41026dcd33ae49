import Testing

@testable import OmniZipCore
@testable import OmniZipKernels

@Suite struct TemporalMergeTests {
    // Two patches of three cells.
    private let tokens: [Float] = [
        1, 0, 0,  // 0
        0, 1, 0,  // 1
        0, 0, 1,  // 2
        0.6, 0.8, 0,  // 3, over 0
        0, 0.6, 0.8,  // 4, over 1
        0, 0, 1,  // 5, over 2
    ]
    private let comparison = CellComparison.window(CellGrid(height: 1, width: 3))

    private func entries(_ keep: [Bool], _ comparison: CellComparison? = nil) -> [MergeEntry] {
        tokens.withUnsafeBufferPointer {
            TemporalMerge.entries(
                unit: RowView($0, columns: 3), keep: keep, comparison: comparison ?? self.comparison, firstIndex: 30,
                scratch: WindowScratch())
        }
    }

    @Test func droppedCellsGoToTheSameCellOrTheMostSimilarOne() {
        let result = entries([true, false, true, false, false, true])
        #expect(result.map(\.target) == [30, 30, 32, 32])
        #expect(result.map(\.source) == [30, 33, 32, 34])
        #expect(result.map(\.weight) == [0.5, 0.5, 0.5, 0.5])
    }

    @Test func aTargetIsTheMeanOfAllThatItReceives() {
        let result = entries([false, true, false, false, false, false])
        #expect(result.map(\.target) == [31, 31, 31, 31])
        #expect(result.map(\.source) == [31, 33, 34, 35])
        #expect(result.map(\.weight) == [0.25, 0.25, 0.25, 0.25])
        let merged = tokens.withUnsafeBufferPointer {
            TemporalMerge.consolidate(result, tokens: RowView($0, columns: 3), firstIndex: 30)
        }
        #expect(merged.index == [31])
        for (value, expected) in zip(merged.rows.values, [0.15, 0.6, 0.45]) {
            #expect(abs(Double(value) - expected) < 1e-6)
        }
    }

    @Test func nothingToReceiveDropsAll() {
        #expect(entries([false, false, false, false, false, true]).isEmpty)
        #expect(entries([true, true, true, true, true, true]).isEmpty)
    }

    @Test func equallySimilarTargetsFollowTheRanks() {
        // 34 is orthogonal to 30 and, with these ranks, equally far from nothing else kept: a tie of zero.
        let values: [Float] = [1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1]
        for (ranks, winner) in [([0, 1, 2], 0), ([2, 1, 0], 2)] as [([Int32], Int)] {
            let comparison = CellComparison(norm: .atLeast, roundsCosines: true, ranks: ranks)
            let result = values.withUnsafeBufferPointer {
                TemporalMerge.entries(
                    unit: RowView($0, columns: 3), keep: [true, false, true, true, false, true],
                    comparison: comparison, firstIndex: 0, scratch: WindowScratch())
            }
            #expect(result.map(\.target) == [winner, winner])
            #expect(result.map(\.source) == [winner, 4])
        }
    }
}
