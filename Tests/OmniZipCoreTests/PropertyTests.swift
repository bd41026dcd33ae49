import Testing

@testable import OmniZipCore

/// What must hold for every clip.
@Suite struct PropertyTests {
    private static let cases = 2_000

    @Test func windowScopeHoldsForRandomClips() throws {
        for seed in 0..<UInt64(Self.cases) {
            var random = RandomClips(seed: seed)
            let clip = random.clip()
            let parameters = random.parameters(scope: .window)
            let result = try compress(clip, parameters)
            checkBudget(clip, parameters, result, seed)
            checkMasksAndMerges(clip, parameters, result, seed)
            #expect(sameBits(result, try compress(clip, parameters)), "seed \(seed): not the same twice")
            #expect(try streamed(clip, parameters) == windowed(clip, result), "seed \(seed): streaming differs")
        }
    }

    @Test func releasedScopeHoldsForRandomClips() throws {
        for seed in 0..<UInt64(Self.cases / 4) {
            var random = RandomClips(seed: seed + 1_000_000)
            let clip = random.clip()
            let parameters = random.parameters(scope: .released)
            let result = try compress(clip, parameters)
            checkMasksAndMerges(clip, parameters, result, seed + 1_000_000)
            #expect(sameBits(result, try compress(clip, parameters)), "seed \(seed + 1_000_000)")
        }
    }

    private func compress(_ clip: TestClip, _ parameters: CompressionParameters) throws -> CompressionResult {
        try OmniZip.compress(
            audio: clip.audio, video: clip.video, saliency: clip.saliency, windows: clip.windows, grid: clip.grid,
            parameters: parameters)
    }

    /// Scope `window` never misses its budget by a token, and never leaves its bounds.
    private func checkBudget(
        _ clip: TestClip, _ parameters: CompressionParameters, _ result: CompressionResult, _ seed: UInt64
    ) {
        let total = clip.video.rows
        let kept = result.videoKeep.filter { $0 }.count
        #expect(abs(Double(total - kept) - parameters.rhoVideo * Double(total)) < 1, "seed \(seed): budget")
        var discard = 0.0
        var guided = 0.0
        for (i, window) in clip.windows.enumerated() {
            let size = window.patches.count * clip.grid.count
            #expect((0...size).contains(result.keptCells[i]), "seed \(seed): window \(i)")
            #expect(abs(Double(size) * (1 - result.rate[i]) - Double(result.keptCells[i])) < 1.5, "seed \(seed)")
            guard window.isGuided else { continue }
            discard += result.rate[i] * Double(size)
            guided += Double(size)
            let bounds = parameters.rateMinimum - 1e-9...parameters.rateMaximum + 1e-9
            #expect(bounds.contains(result.rate[i]), "seed \(seed): rate \(result.rate[i])")
        }
        #expect(abs(discard - parameters.rhoVideo * guided) < 1e-6, "seed \(seed): rates miss the budget")
    }

    private func checkMasksAndMerges(
        _ clip: TestClip, _ parameters: CompressionParameters, _ result: CompressionResult, _ seed: UInt64
    ) {
        #expect(result.audioKeep.count == clip.audio.rows && result.audioScore.count == clip.audio.rows)
        #expect(result.videoKeep.count == clip.video.rows)
        let largestScore = result.audioScore.map(abs).max() ?? 0
        #expect(largestScore <= 1.00001, "seed \(seed): scores")
        let anchors = Set(result.anchors)
        for (i, keep) in result.audioKeep.enumerated() {
            #expect(keep == (result.dominant[i] || anchors.contains(i)), "seed \(seed): audio token \(i)")
        }
        for (patch, kept) in result.keptCellsPerPatch.enumerated() {
            let cells = clip.grid.count
            let count = result.videoKeep[patch * cells..<(patch + 1) * cells].filter { $0 }.count
            #expect(count == kept, "seed \(seed): patch \(patch)")
        }
        let windowOfAudio = clip.windows.enumerated().flatMap { i, window in window.audio.map { _ in i } }
        for entry in result.anchorMerges {
            #expect(anchors.contains(entry.target) && !result.audioKeep[entry.source], "seed \(seed): \(entry)")
            if parameters.scope == .window {
                #expect(windowOfAudio[entry.target] == windowOfAudio[entry.source], "seed \(seed): \(entry)")
            }
        }
        for entry in result.videoMerges where entry.source != entry.target {
            #expect(result.videoKeep[entry.target] && !result.videoKeep[entry.source], "seed \(seed): \(entry)")
            #expect(entry.target / clip.grid.count == entry.source / clip.grid.count - 1, "seed \(seed): \(entry)")
        }
        checkSums(MergeEntry.linear(fromRaw: result.anchorMerges), most: parameters.mergeCount, seed)
        checkSums(result.videoMerges, most: .max, seed)
        let allFinite = result.audio.values.allSatisfy(\.isFinite) && result.video.values.allSatisfy(\.isFinite)
        #expect(allFinite, "seed \(seed): values")
    }

    /// A linear table: sorted targets, own entry first, sums of one, every source once.
    private func checkSums(_ entries: [MergeEntry], most: Int, _ seed: UInt64) {
        var start = 0
        var sources: Set<Int> = []
        while start < entries.count {
            let target = entries[start].target
            #expect(start == 0 || entries[start - 1].target < target, "seed \(seed): order")
            #expect(entries[start].source == target, "seed \(seed): own entry")
            var sum = 0.0
            var end = start
            while end < entries.count, entries[end].target == target {
                sum += entries[end].weight
                #expect(sources.insert(entries[end].source).inserted, "seed \(seed): a source twice")
                end += 1
            }
            #expect(abs(sum - 1) < 1e-12, "seed \(seed): sum \(sum)")
            #expect(end - start > 1 && end - start - 1 <= most, "seed \(seed): \(end - start - 1) sources")
            start = end
        }
    }

    private func sameBits(_ a: CompressionResult, _ b: CompressionResult) -> Bool {
        a.videoKeep == b.videoKeep && a.audioKeep == b.audioKeep && a.audio == b.audio && a.video == b.video
            && a.audioScore == b.audioScore && a.anchorMerges == b.anchorMerges && a.videoMerges == b.videoMerges
            && a.rate == b.rate
    }

    /// What streaming must agree on with the whole clip.
    private struct Streamed: Equatable {
        var videoKeep: [Bool] = []
        var audioScore: [Float] = []
        var anchorMerges: [MergeEntry] = []
        var videoMerges: [MergeEntry] = []
        var audio: TokenMatrix
        var video: TokenMatrix
    }

    private func windowed(_ clip: TestClip, _ result: CompressionResult) -> Streamed {
        Streamed(
            videoKeep: result.videoKeep, audioScore: result.audioScore, anchorMerges: result.anchorMerges,
            videoMerges: result.videoMerges, audio: result.audio, video: result.video)
    }

    /// Window by window, the last one first.
    private func streamed(_ clip: TestClip, _ parameters: CompressionParameters) throws -> Streamed {
        let plan = try CompressionPlan(
            saliency: clip.saliency, windows: clip.windows, patchCount: clip.patchCount,
            cellsPerPatch: clip.grid.count, parameters: parameters)
        var compressor = WindowCompressor(plan: plan, grid: clip.grid, dimension: clip.audio.columns)
        var result = Streamed(audio: clip.audio, video: clip.video)
        for index in clip.windows.indices.reversed() {
            let part = clip.compress(index, with: &compressor)
            result.videoKeep = part.videoKeep + result.videoKeep
            result.audioScore = part.audioScore + result.audioScore
            result.anchorMerges = part.anchorMerges + result.anchorMerges
            result.videoMerges = part.videoMerges + result.videoMerges
            ResultAssembly.replace(part.consolidatedAudioIndex, of: &result.audio, with: part.consolidatedAudio)
            ResultAssembly.replace(part.consolidatedVideoIndex, of: &result.video, with: part.consolidatedVideo)
        }
        return result
    }
}
