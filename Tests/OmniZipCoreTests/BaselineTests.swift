import Testing

@testable import OmniZipCore

@Suite struct BaselineTests {
    private func input(seed: UInt64 = 4) throws -> (BaselineInput, CompressionResult) {
        var numbers = RandomClips(seed: seed)
        let clip = numbers.clip(windowCount: 5)
        let result = try OmniZip.compress(
            audio: clip.audio, video: clip.video, saliency: clip.saliency, windows: clip.windows, grid: clip.grid,
            parameters: CompressionParameters())
        var input = try BaselineInput(
            windows: clip.windows, grid: clip.grid, audioKeep: result.audioKeep,
            keptCellsPerPatch: result.keptCellsPerPatch)
        input.audio = clip.audio
        input.video = clip.video
        input.audioLevel = clip.saliency
        input.cellMotion = clip.video.values.enumerated().filter { $0.offset % clip.video.columns == 0 }
            .map(\.element)
        return (input, result)
    }

    private func count(_ mask: [Bool], _ range: Range<Int>) -> Int { mask[range].filter { $0 }.count }

    @Test(arguments: Baseline.allCases)
    func keepsAsMuchAsOmniZip(_ baseline: Baseline) throws {
        for seed in 1...8 as ClosedRange<UInt64> {
            let (input, result) = try input(seed: seed)
            let masks = try baseline.masks(for: input)
            #expect(masks.audioKeep.count == result.audioKeep.count)
            #expect(masks.videoKeep.count == result.videoKeep.count)
            for window in input.windows {
                #expect(count(masks.audioKeep, window.audio) == count(result.audioKeep, window.audio))
            }
            let cells = input.grid.count
            let group = baseline == .fixed ? max(input.keptCellsPerPatch.count, 1) : baseline == .dycoke ? 4 : 1
            for first in stride(from: 0, to: input.keptCellsPerPatch.count, by: group) {
                let range = first * cells..<min(first + group, input.keptCellsPerPatch.count) * cells
                #expect(count(masks.videoKeep, range) == count(result.videoKeep, range))
            }
            #expect(try baseline.masks(for: input) == masks)
        }
    }

    @Test func randomFollowsItsSeed() throws {
        var (input, _) = try input()
        let first = try Baseline.random.masks(for: input)
        input.seed = 1
        #expect(try Baseline.random.masks(for: input) != first)
    }

    @Test func theGeneratorHasItsPublishedNumbers() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    @Test func uniformIsTheStartOfTheR2Order() throws {
        let input = try BaselineInput(
            windows: [TimeWindow(audio: 0..<8, patches: 0..<1)], grid: CellGrid(height: 2, width: 2),
            audioKeep: [true, true, true, false, false, false, false, false], keptCellsPerPatch: [2])
        let masks = try Baseline.uniform.masks(for: input)
        #expect(masks.audioKeep.indices.filter { masks.audioKeep[$0] } == [2, 4, 6])
        #expect(masks.videoKeep == [false, true, false, true])
    }

    @Test func uniformKeepsEveryCellInTurn() throws {
        let input = try BaselineInput(
            windows: [TimeWindow(audio: 0..<0, patches: 0..<4)], grid: CellGrid(height: 3, width: 4),
            audioKeep: [], keptCellsPerPatch: [3, 3, 3, 3])
        let masks = try Baseline.uniform.masks(for: input)
        for cell in 0..<12 {
            #expect((0..<4).filter { masks.videoKeep[$0 * 12 + cell] }.count == 1)
        }
    }

    @Test func energyKeepsEveryCellOfAStillInTurn() throws {
        var input = try BaselineInput(
            windows: [TimeWindow(audio: 0..<0, patches: 0..<4)], grid: CellGrid(height: 3, width: 4),
            audioKeep: [], keptCellsPerPatch: [3, 3, 3, 3])
        input.audioLevel = []
        input.cellMotion = [Float](repeating: 0, count: 48)
        let masks = try Baseline.energy.masks(for: input)
        for cell in 0..<12 {
            #expect((0..<4).filter { masks.videoKeep[$0 * 12 + cell] }.count == 1)
        }
    }

    /// Two of the four cells that a patch keeps move, and four divides twelve: still cells must not lose their turn.
    @Test func energyKeepsEveryStillCellBesideMotion() throws {
        let (cells, patches) = (12, 60)
        let moving = [5, 6]
        var input = try BaselineInput(
            windows: [TimeWindow(audio: 0..<0, patches: 0..<patches)], grid: CellGrid(height: 3, width: 4),
            audioKeep: [], keptCellsPerPatch: [Int](repeating: 4, count: patches))
        input.audioLevel = []
        input.cellMotion = (0..<patches * cells).map { moving.contains($0 % cells) ? 0.5 : 0 }
        let keep = try Baseline.energy.masks(for: input).videoKeep
        for cell in 0..<cells {
            let count = (0..<patches).count { keep[$0 * cells + cell] }
            #expect(count == (moving.contains(cell) ? 60 : 12), "cell \(cell)")
        }
    }

    @Test func energyTakesTheLoudestAndWhatMovedMost() throws {
        var input = try BaselineInput(
            windows: [TimeWindow(audio: 0..<3, patches: 0..<1), TimeWindow(audio: 3..<4, patches: 1..<2)],
            grid: CellGrid(height: 1, width: 2), audioKeep: [true, false, false, true], keptCellsPerPatch: [1, 1])
        input.audioLevel = [1, 5, 3, 0]
        input.cellMotion = [0.1, 0.2, 0.4, 0.3]
        let masks = try Baseline.energy.masks(for: input)
        #expect(masks.audioKeep == [false, true, false, true])
        #expect(masks.videoKeep == [false, true, true, false])
    }

    @Test func dycokeDropsTheMostSimilarInItsOrder() throws {
        // One cell a patch. 1 against 0: same. 3 against 2: orthogonal. 2 against 0: orthogonal.
        func mask(_ kept: [Int]) throws -> [Bool] {
            var input = try BaselineInput(
                windows: [TimeWindow(audio: 0..<0, patches: 0..<4)], grid: CellGrid(height: 1, width: 1),
                audioKeep: [], keptCellsPerPatch: kept)
            input.audio = TokenMatrix(rows: 0, columns: 2)
            input.video = TokenMatrix(rows: 4, columns: 2, values: [1, 0, 2, 0, 0, 1, 1, 0])
            return try Baseline.dycoke.masks(for: input).videoKeep
        }
        #expect(try mask([1, 1, 1, 0]) == [true, false, true, true])
        #expect(try mask([1, 1, 0, 0]) == [true, false, true, false])
        #expect(try mask([1, 0, 0, 0]) == [true, false, false, false])
        #expect(try mask([0, 0, 0, 0]) == [false, false, false, false])
    }

    @Test func fixedSharesTheCountEvenly() throws {
        let input = try BaselineInput(
            windows: [TimeWindow(audio: 0..<0, patches: 0..<2), TimeWindow(audio: 0..<0, patches: 2..<3)],
            grid: CellGrid(height: 1, width: 6), audioKeep: [], keptCellsPerPatch: [1, 1, 6])
        #expect(FixedBaseline.keptCellsPerPatch(input) == [3, 2, 3])
    }

    @Test func whatAMethodNeedsMustBeGiven() throws {
        let input = try BaselineInput(
            windows: [TimeWindow(audio: 0..<1, patches: 0..<1)], grid: CellGrid(height: 1, width: 2),
            audioKeep: [true], keptCellsPerPatch: [1])
        for baseline in [Baseline.fixed, .energy, .dycoke] {
            #expect(throws: CompressionError.self) { try baseline.masks(for: input) }
        }
        var wrong = input
        wrong.audioLevel = [1, 2]
        wrong.cellMotion = [1, 2]
        #expect(throws: CompressionError.self) { try Baseline.energy.masks(for: wrong) }
        #expect(throws: CompressionError.self) {
            try BaselineInput(windows: [], grid: CellGrid(height: 1, width: 2), audioKeep: [], keptCellsPerPatch: [3])
        }
        for (grid, kept) in [(CellGrid(height: -2, width: -2), [1]), (CellGrid(height: 1, width: 2), [3])] {
            #expect(throws: CompressionError.self) {
                try BaselineInput(
                    windows: [TimeWindow(audio: 0..<0, patches: 0..<1)], grid: grid, audioKeep: [],
                    keptCellsPerPatch: kept)
            }
        }
    }

    @Test func theGridMustBeThePlans() throws {
        let windows = [TimeWindow(audio: 0..<0, patches: 0..<2)]
        let plan = try CompressionPlan(
            saliency: [], windows: windows, patchCount: 2, cellsPerPatch: 6, parameters: CompressionParameters())
        let input = try BaselineInput(plan: plan, grid: CellGrid(height: 2, width: 3))
        #expect(input.keptCellsPerPatch == plan.keptCellsPerPatch)
        let huge = CellGrid(height: .max, width: 2)
        for grid in [CellGrid(height: 3, width: 3), CellGrid(height: -2, width: -3), huge] {
            let error = #expect(throws: CompressionError.self) { try BaselineInput(plan: plan, grid: grid) }
            #expect(error?.code == .shapeMismatch)
            #expect(throws: CompressionError.self) { try plan.withoutGuidance(grid: grid) }
        }
        let error = #expect(throws: CompressionError.self) {
            try BaselineInput(windows: windows, grid: huge, audioKeep: [], keptCellsPerPatch: [1, 1])
        }
        #expect(error?.code == .shapeMismatch)
    }
}
