import Testing

@testable import OmniZipCore

@Suite struct WindowCompressorTests {
    @Test func scoresAreTheLargestCosinesOfTheWindow() throws {
        let windows = [
            TimeWindow(audio: 0..<2, patches: 0..<1), TimeWindow(audio: 2..<3, patches: 1..<1),
            TimeWindow(audio: 3..<3, patches: 1..<2),
        ]
        let audio = TokenMatrix(rows: 3, columns: 2, values: [2, 0, 0, -3, 1, 1])
        let video = TokenMatrix(rows: 4, columns: 2, values: [0.6, 0.8, 0, 1, 9, 9, 9, 9])
        let result = try OmniZip.compress(
            audio: audio, video: video, saliency: [3, 2, 1], windows: windows, grid: CellGrid(height: 1, width: 2),
            parameters: CompressionParameters())
        #expect(abs(result.audioScore[0] - 0.6) < 1e-6)
        #expect(abs(result.audioScore[1] + 0.8) < 1e-6)
        #expect(result.audioScore[2] == 0)
        #expect(result.audio == audio)
        #expect(result.video == video)
    }

    @Test func shortTokensAreDividedByTheFloorOrTheSum() throws {
        let windows = [TimeWindow(audio: 0..<2, patches: 0..<1)]
        let audio = TokenMatrix(rows: 2, columns: 2, values: [1e-6, 0, 1e-13, 0])
        let video = TokenMatrix(rows: 1, columns: 2, values: [1, 0])
        func scores(_ scope: CompressionScope) throws -> [Float] {
            try OmniZip.compress(
                audio: audio, video: video, saliency: [1, 2], windows: windows, grid: CellGrid(height: 1, width: 1),
                parameters: CompressionParameters(scope: scope)
            ).audioScore
        }
        let window = try scores(.window)
        #expect(abs(window[0] - 1) < 1e-5 && abs(window[1] - 0.1) < 1e-6)
        let released = try scores(.released)
        #expect(abs(released[0] - 0.5) < 1e-5 && released[1] < 1e-6)
    }

    @Test func mergesAreChosenByTheVideoOfTheirOwnWindow() throws {
        // The second window's video resembles token 1, the first window's own video token 2.
        let windows = [TimeWindow(audio: 0..<3, patches: 0..<1), TimeWindow(audio: 3..<3, patches: 1..<2)]
        let audio = TokenMatrix(rows: 3, columns: 3, values: [1, 1, 1, 0, 1, 0, 0, 0, 1])
        let video = TokenMatrix(rows: 2, columns: 3, values: [0, 0, 1, 0, 1, 0])
        func source(_ scope: CompressionScope) throws -> [Int] {
            let parameters = CompressionParameters(
                rhoAudio: 1, rhoVideo: 0.5, contextualRatio: 0.4, mergeCount: 1, scope: scope)
            return try OmniZip.compress(
                audio: audio, video: video, saliency: [1, 2, 3], windows: windows,
                grid: CellGrid(height: 1, width: 1), parameters: parameters
            ).anchorMerges.map(\.source)
        }
        #expect(try source(.window) == [2])
        // Over the whole clip both score 1: the tie goes to the lower index.
        #expect(try source(.released) == [1])
    }

    @Test func windowsMayComeInAnyOrderAndCopiesDoNotDisturbEachOther() throws {
        var numbers = RandomClips(seed: 3)
        let clip = numbers.clip(windowCount: 4)
        let plan = try CompressionPlan(
            saliency: clip.saliency, windows: clip.windows, patchCount: clip.patchCount,
            cellsPerPatch: clip.grid.count, parameters: CompressionParameters(temporal: .merge))
        var forward = WindowCompressor(plan: plan, grid: clip.grid, dimension: clip.audio.columns)
        let inOrder = clip.windows.indices.map { clip.compress($0, with: &forward) }
        var copy = forward
        let backward = clip.windows.indices.reversed().map { index in
            let first = clip.compress(index, with: &copy)
            #expect(first == clip.compress(index, with: &forward))
            return first
        }
        #expect(inOrder == backward.reversed())
    }

    @Test func copiesCanWorkAtTheSameTime() async throws {
        var numbers = RandomClips(seed: 21)
        let clip = numbers.clip(windowCount: 12, dimension: 64)
        let plan = try CompressionPlan(
            saliency: clip.saliency, windows: clip.windows, patchCount: clip.patchCount,
            cellsPerPatch: clip.grid.count, parameters: CompressionParameters())
        var alone = WindowCompressor(plan: plan, grid: clip.grid, dimension: 64)
        let expected = clip.windows.indices.map { clip.compress($0, with: &alone) }
        let shared = alone
        var copy = alone
        _ = clip.compress(0, with: &copy)
        #expect(copy.scratch !== alone.scratch)
        let kept = alone.scratch
        #expect(kept === shared.scratch)
        await withTaskGroup(of: [CompressedWindow].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var own = shared
                    return clip.windows.indices.map { clip.compress($0, with: &own) }
                }
            }
            for await windows in group { #expect(windows == expected) }
        }
    }

    @Test func wideTokensAreCompressedToo() throws {
        var numbers = RandomClips(seed: 8)
        let clip = numbers.clip(windowCount: 2, dimension: 600)
        let result = try OmniZip.compress(
            audio: clip.audio, video: clip.video, saliency: clip.saliency, windows: clip.windows, grid: clip.grid,
            parameters: CompressionParameters())
        #expect(
            result.videoKeep.filter { $0 }.count
                == BudgetAllocation.keptTotal(tokenCount: clip.video.rows, rhoVideo: 0.6))
        #expect((result.audioScore.map(abs).max() ?? 2) <= 1.0001)
    }
}
