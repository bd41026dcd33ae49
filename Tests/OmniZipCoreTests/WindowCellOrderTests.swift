import OmniZipTestSupport
import Testing

@testable import OmniZipCore

@Suite struct WindowCellOrderTests {
    /// The first k cells of the order are what the compressor keeps, whatever k.
    @Test func theOrderHoldsTheChoiceAtEveryRate() throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            var numbers = RandomClips(seed: seed)
            let clip = numbers.clip(windowCount: 3, dimension: 6)
            let parameters = numbers.parameters(scope: .window)
            let plan = try CompressionPlan(
                saliency: clip.saliency, windows: clip.windows, patchCount: clip.patchCount,
                cellsPerPatch: clip.grid.count, parameters: parameters)
            var compressor = WindowCompressor(plan: plan, grid: clip.grid, dimension: 6)
            var finder = WindowCellOrder(
                grid: clip.grid, dimension: 6, neighbourCount: parameters.neighbourCount)
            for (index, window) in clip.windows.enumerated() {
                let values =
                    window.patches.lowerBound * clip.grid.count * 6..<window.patches.upperBound
                    * clip.grid.count * 6
                let order = Array(clip.video.values[values]).withUnsafeBufferPointer { finder.order(of: $0) }
                let mask = WindowCellOrder.mask(of: order, keptPerPatch: plan.keptCellsPerPatch[window.patches])
                #expect(mask == clip.compress(index, with: &compressor).videoKeep, "seed \(seed), window \(index)")
            }
        }
    }

    @Test func emptyWindowsHaveNoOrder() {
        var finder = WindowCellOrder(grid: CellGrid(height: 2, width: 2), dimension: 3, neighbourCount: 5)
        #expect(finder.order(of: UnsafeBufferPointer(start: nil, count: 0)).isEmpty)
        #expect(WindowCellOrder.mask(of: [], keptPerPatch: []).isEmpty)
    }
}
