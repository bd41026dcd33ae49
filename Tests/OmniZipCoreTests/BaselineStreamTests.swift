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
