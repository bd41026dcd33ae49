import Testing

@testable import OmniZipCore

@Suite struct SelectionMethodTests {
    @Test func everyBaselineIsAMethodAndOmniZipIsNone() {
        #expect(SelectionMethod.omnizip.baseline == nil)
        let baselines = SelectionMethod.allCases.compactMap(\.baseline)
        #expect(Set(baselines) == Set(Baseline.allCases) && baselines.count + 1 == SelectionMethod.allCases.count)
        #expect(SelectionMethod.allCases.filter(\.merges) == [.omnizip, .fixed])
    }

    /// The plan without guidance, compressed, keeps what the baseline `fixed` keeps, and merges OmniZip's audio.
    @Test func thePlanWithoutGuidanceIsTheBaselineFixed() throws {
        for seed in 0..<200 as Range<UInt64> {
            var random = RandomClips(seed: seed + 5_000_000)
            let clip = random.clip()
            let parameters = random.parameters(scope: .window)
            let guided = try CompressionPlan(
                saliency: clip.saliency, windows: clip.windows, patchCount: clip.patchCount,
                cellsPerPatch: clip.grid.count, parameters: parameters)
            let plan = try guided.withoutGuidance(grid: clip.grid)
            var input = try BaselineInput(plan: guided, grid: clip.grid)
            input.video = clip.video
            let masks = try Baseline.fixed.masks(for: input)
            var compressor = WindowCompressor(plan: plan, grid: clip.grid, dimension: clip.audio.columns)
            let keep = clip.windows.indices.flatMap { clip.compress($0, with: &compressor).videoKeep }
            #expect(keep == masks.videoKeep && plan.audioKeep == masks.audioKeep, "seed \(seed)")
            #expect(plan.keptCells.reduce(0, +) == guided.keptCells.reduce(0, +), "seed \(seed)")
            #expect(Set(plan.rate).count <= 1 && plan.anchors == guided.anchors, "seed \(seed)")
        }
    }

    @Test func anotherGridIsRefused() throws {
        let plan = try CompressionPlan(
            saliency: [], windows: [TimeWindow(audio: 0..<0, patches: 0..<2)], patchCount: 2, cellsPerPatch: 6,
            parameters: CompressionParameters())
        #expect(try plan.withoutGuidance(grid: CellGrid(height: 2, width: 3)).keptCells == plan.keptCells)
        for grid in [CellGrid(height: 3, width: 3), CellGrid(height: 1, width: 5)] {
            let error = #expect(throws: CompressionError.self) { try plan.withoutGuidance(grid: grid) }
            #expect(error?.code == .shapeMismatch)
        }
    }
}
