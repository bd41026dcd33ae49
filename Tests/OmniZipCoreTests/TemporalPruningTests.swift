import Testing

@testable import OmniZipCore
@testable import OmniZipKernels

@Suite struct TemporalPruningTests {
    private let previous: [Float] = [1, 0, 1, 0, 1, 0, 1, 0]
    private let now: [[Float]] = [[1 - 0x1p-23, 0], [0, 1], [0.6, 0.8], [1, 0]]

    private func selected(_ count: Int, _ comparison: CellComparison) -> [Int] {
        previous.withUnsafeBufferPointer { previous in
            kept(now) { rows, mask in
                TemporalPruning.select(
                    count, of: rows, previous: RowView(previous, columns: 2), comparison: comparison,
                    scratch: WindowScratch(), into: mask)
            }
        }
    }

    @Test func theLeastSimilarStay() {
        let window = CellComparison(norm: .atLeast, roundsCosines: true, ranks: [3, 2, 1, 0])
        #expect(selected(0, window).isEmpty)
        #expect(selected(1, window) == [1])
        #expect(selected(2, window) == [1, 2])
        #expect(selected(4, window) == [0, 1, 2, 3])
    }

    @Test func differencesBelowTheStepTieInScopeWindowOnly() {
        let window = CellComparison(norm: .atLeast, roundsCosines: true, ranks: [3, 2, 1, 0])
        #expect(selected(3, window) == [1, 2, 3])
        #expect(selected(3, .released(CellGrid(height: 1, width: 4))) == [0, 1, 2])
    }
}
