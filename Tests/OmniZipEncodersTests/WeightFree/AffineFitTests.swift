import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct AffineFitTests {
    private func fit(_ grid: CellGrid, _ shifts: [PictureShift], _ weights: [Double]) -> [PictureShift] {
        var field = [PictureShift](repeating: .none, count: grid.count)
        AffineFit(grid: grid, range: 3).evaluate(shifts: shifts, weights: weights, into: &field)
        return field
    }

    @Test func zoomIsRecoveredDespiteAnObject() {
        let grid = CellGrid(height: 5, width: 7)
        let zoom = (0..<grid.count).map { PictureShift(dy: $0 / 7 - 2, dx: $0 % 7 - 3) }
        var seen = zoom
        for cell in [8, 9, 15, 16] { seen[cell] = PictureShift(dy: 3, dx: -3) }
        #expect(fit(grid, seen, [Double](repeating: 0.05, count: grid.count)) == zoom)
    }

    @Test func cellsWithoutClarityHaveNoSay() {
        let grid = CellGrid(height: 2, width: 4)
        var shifts = [PictureShift](repeating: PictureShift(dy: 1, dx: -2), count: 8)
        var weights = [Double](repeating: 0.1, count: 8)
        for cell in [1, 6] {
            shifts[cell] = PictureShift(dy: -3, dx: 3)
            weights[cell] = 0
        }
        #expect(fit(grid, shifts, weights) == [PictureShift](repeating: PictureShift(dy: 1, dx: -2), count: 8))
    }

    @Test(arguments: [(1, 1), (1, 6), (6, 1)])
    func gridsOfOneRowOrColumnAreSolved(height: Int, width: Int) {
        let grid = CellGrid(height: height, width: width)
        let shifts = [PictureShift](repeating: PictureShift(dy: 2, dx: 1), count: grid.count)
        #expect(fit(grid, shifts, [Double](repeating: 0.02, count: grid.count)) == shifts)
        // Nothing clear at all: no movement.
        let still = [PictureShift](repeating: .none, count: grid.count)
        #expect(fit(grid, shifts, [Double](repeating: 0, count: grid.count)) == still)
    }
}
