import Testing

@testable import OmniZipCore

@Suite struct BaselineStreamTests {
    /// Patch after patch gives what the whole clip at once gives.
    @Test(arguments: Baseline.allCases)
    func equalsTheWholeClip(_ method: Baseline) throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            var numbers = RandomClips(seed: seed)
            let clip = numbers.clip(windowCount: 5, dimension: 4)
            let plan = try CompressionPlan(
                saliency: clip.saliency, windows: clip.windows, patchCount: clip.patchCount,
                cellsPerPatch: clip.grid.count, parameters: CompressionParameters())
            var input = try BaselineInput(plan: plan, grid: clip.grid)
            let motion = (0..<clip.patchCount * clip.grid.count).map { _ in Float(numbers.below(4)) }
            input.audioLevel = clip.saliency
            input.seed = seed
            var stream = try BaselineStream(method: method, input: input) { range in
                TokenMatrix(
                    rows: range.count, columns: 4,
                    values: Array(clip.audio.values[range.lowerBound * 4..<range.upperBound * 4]))
            }
            let keep = try streamed(clip, motion, &stream)
            input.audio = clip.audio
            input.video = clip.video
            input.cellMotion = motion
            let masks = try method.masks(for: input)
            #expect(stream.audioKeep == masks.audioKeep, "seed \(seed)")
            #expect(keep == masks.videoKeep, "seed \(seed)")
        }
    }

    /// As strict as for the whole clip at once.
    @Test func whatTheSoundLacksIsRefused() throws {
        let input = try BaselineInput(
            windows: [TimeWindow(audio: 0..<1, patches: 0..<0), TimeWindow(audio: 1..<3, patches: 0..<0)],
            grid: CellGrid(height: 1, width: 2), audioKeep: [true, true, false], keptCellsPerPatch: [])
        func code(
            _ method: Baseline, _ input: BaselineInput, _ tokens: (Int) -> TokenMatrix
        ) -> CompressionError.Code? {
            do {
                _ = try BaselineStream(method: method, input: input) { tokens($0.count) }
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(.dycoke, input) { TokenMatrix(rows: $0, columns: 2) } == nil)
        #expect(code(.dycoke, input) { TokenMatrix(rows: $0 + 1, columns: 2) } == .shapeMismatch)
        #expect(code(.dycoke, input) { _ in TokenMatrix(rows: 1, columns: 2) } == .shapeMismatch)
        #expect(code(.dycoke, input) { TokenMatrix(rows: $0, columns: 0) } == .missingInput)
        let nan: (Int) -> TokenMatrix = { TokenMatrix(rows: $0, columns: 1, values: .init(repeating: .nan, count: $0)) }
        #expect(code(.dycoke, input, nan) == .notFinite)
        let levels: [([Float]?, CompressionError.Code?)] = [
            (nil, .missingInput), ([1, 2], .shapeMismatch), ([1, .infinity, 2], .notFinite), ([1, 2, 3], nil),
        ]
        for (level, wanted) in levels {
            var input = input
            input.audioLevel = level
            #expect(code(.energy, input) { TokenMatrix(rows: $0, columns: 2) } == wanted)
        }
    }

    private func streamed(_ clip: TestClip, _ motion: [Float], _ stream: inout BaselineStream) throws -> [Bool] {
        var finder = WindowCellOrder(grid: clip.grid, dimension: 4, neighbourCount: 5)
        var keep: [Bool] = []
        let cells = clip.grid.count
        for window in clip.windows {
            func tokens(_ patches: Range<Int>) -> [Float] {
                Array(clip.video.values[patches.lowerBound * cells * 4..<patches.upperBound * cells * 4])
            }
            let order = tokens(window.patches).withUnsafeBufferPointer { finder.order(of: $0) }
            for patch in window.patches {
                let place = (patch - window.patches.lowerBound) * cells
                let choice = tokens(patch..<patch + 1).withUnsafeBufferPointer {
                    stream.choose(
                        patch: patch, tokens: $0, motion: Array(motion[patch * cells..<(patch + 1) * cells]),
                        order: order[place..<place + cells], dimension: 4)
                }
                guard let choice else { continue }
                #expect(choice.firstPatch * cells == keep.count)
                keep += choice.keep
            }
        }
        return keep
    }
}
