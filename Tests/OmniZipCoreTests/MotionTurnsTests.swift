import OmniZipTestSupport
import Testing

@testable import OmniZipCore

@Suite struct MotionTurnsTests {
    /// Where the same cells move in every patch, still cells are kept equally often, and moving ones too, however many
    /// cells a patch keeps.
    @Test func cellsThatAreAlikeTakeTurns() {
        var numbers = SeededGenerator(property: "cells that are alike take turns", seed: 11)
        for _ in 0..<50 {
            let grid = CellGrid(height: .random(in: 1...5, using: &numbers), width: .random(in: 1...6, using: &numbers))
            let block = 0..<Int.random(in: 0...grid.count, using: &numbers)
            var turns = MotionTurns(grid: grid)
            var counts = [Int](repeating: 0, count: grid.count)
            for patch in 0..<40 {
                let kept = Int.random(in: 0...grid.count, using: &numbers)
                let mask = turns.keep(kept, motion: counts.indices.map { block.contains($0) ? 1 : 0 })
                #expect(mask.count { $0 } == kept)
                #expect(mask[block].count { $0 } == min(kept, block.count))
                for cell in counts.indices where mask[cell] { counts[cell] += 1 }
                for group in [counts[block], counts[block.upperBound...]] {
                    #expect((group.max() ?? 0) - (group.min() ?? 0) <= 1, "\(grid), \(block), patch \(patch)")
                }
            }
        }
    }

    /// A still keeps the cells that `uniform` keeps.
    @Test func aStillIsTakenInTheOrderOfRotatingRank() {
        let grid = CellGrid(height: 3, width: 5)
        var turns = MotionTurns(grid: grid)
        var order = RotatingRank(grid: grid)
        for kept in [4, 4, 0, 15, 7, 1, 14] {
            let mask = turns.keep(kept, motion: [Float](repeating: 0, count: 15))
            #expect(mask == UniformBaseline.keep(kept, rank: order.next(kept: kept)))
        }
    }

    @Test func aPatchWithoutCellsKeepsNone() {
        var turns = MotionTurns(grid: CellGrid(height: 0, width: 3))
        #expect(turns.keep(0, motion: []).isEmpty)
    }
}
