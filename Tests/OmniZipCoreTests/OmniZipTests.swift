import Testing

@testable import OmniZipCore

@Suite struct OmniZipTests {
    private func fault(
        audio: TokenMatrix = TokenMatrix(rows: 2, columns: 3), video: TokenMatrix = TokenMatrix(rows: 4, columns: 3),
        saliency: [Float] = [1, 2], grid: CellGrid = CellGrid(height: 2, width: 2),
        windows: [TimeWindow] = [TimeWindow(audio: 0..<2, patches: 0..<1)], scope: CompressionScope = .window
    ) -> CompressionError? {
        do {
            _ = try OmniZip.compress(
                audio: audio, video: video, saliency: saliency, windows: windows, grid: grid,
                parameters: CompressionParameters(scope: scope))
            return nil
        } catch { return error }
    }

    @Test(arguments: CompressionScope.allCases)
    func shapesThatDisagreeAreRefused(_ scope: CompressionScope) {
        #expect(fault(scope: scope) == nil)
        #expect(fault(saliency: [1], scope: scope)?.code == .shapeMismatch)
        #expect(fault(video: TokenMatrix(rows: 4, columns: 2), scope: scope)?.code == .shapeMismatch)
        #expect(fault(video: TokenMatrix(rows: 5, columns: 3), scope: scope)?.code == .shapeMismatch)
        #expect(fault(audio: TokenMatrix(rows: 2, columns: 0), scope: scope)?.code == .shapeMismatch)
        #expect(fault(grid: CellGrid(height: 0, width: 2), scope: scope)?.code == .shapeMismatch)
        #expect(fault(grid: CellGrid(height: -2, width: -2), scope: scope)?.code == .shapeMismatch)
        #expect(fault(grid: CellGrid(height: .max, width: 2), scope: scope)?.code == .shapeMismatch)
        #expect(fault(windows: [], scope: scope)?.code == .windowsDoNotTile)
    }

    @Test(arguments: CompressionScope.allCases)
    func valuesThatAreNoNumbersAreNamed(_ scope: CompressionScope) {
        var audio = TokenMatrix(rows: 2, columns: 3)
        audio.values[4] = .infinity
        #expect(fault(audio: audio, scope: scope)?.cause.contains("audio_embeddings[1, 1]") == true)
        var video = TokenMatrix(rows: 4, columns: 3)
        video.values[2] = .nan
        #expect(fault(video: video, scope: scope)?.cause.contains("video_embeddings[0, 2]") == true)
        #expect(fault(saliency: [0, -.infinity], scope: scope)?.code == .notFinite)
    }

    @Test(arguments: CompressionScope.allCases)
    func oneModalityIsEnough(_ scope: CompressionScope) throws {
        let grid = CellGrid(height: 1, width: 2)
        let tokens = TokenMatrix(rows: 4, columns: 2, values: [1, 0, 0, 1, 1, 1, 1, 0])
        let parameters = CompressionParameters(rhoAudio: 0.5, rhoVideo: 0.5, contextualRatio: 0.5, scope: scope)
        let silent = try OmniZip.compress(
            audio: TokenMatrix(rows: 0, columns: 2), video: tokens, saliency: [],
            windows: [TimeWindow(audio: 0..<0, patches: 0..<2)], grid: grid, parameters: parameters)
        #expect(silent.videoKeep.filter { $0 }.count == 2)
        #expect(silent.anchorMerges.isEmpty)
        let unseen = try OmniZip.compress(
            audio: tokens, video: TokenMatrix(rows: 0, columns: 0), saliency: [4, 3, 2, 1],
            windows: [TimeWindow(audio: 0..<4, patches: 0..<0)], grid: CellGrid(height: 0, width: 0),
            parameters: parameters)
        #expect(unseen.dominant == [true, true, false, false])
        #expect(unseen.anchors == [2, 3])
        #expect(unseen.audioScore == [0, 0, 0, 0])
        let merged = try OmniZip.compress(
            audio: tokens, video: TokenMatrix(rows: 0, columns: 0), saliency: [4, 3, 2, 1],
            windows: [TimeWindow(audio: 0..<4, patches: 0..<0)], grid: CellGrid(height: 0, width: 0),
            parameters: CompressionParameters(rhoAudio: 0.5, contextualRatio: 0.25, scope: scope))
        #expect(merged.anchorMerges == [MergeEntry(target: 2, source: 3, weight: 1)])
        #expect(merged.audio.values == [1, 0, 0, 1, 1, 0.5, 1, 0])
    }

    @Test(arguments: CompressionScope.allCases)
    func withoutVideoTheNearestTokenIsMerged(_ scope: CompressionScope) throws {
        let audio = TokenMatrix(rows: 3, columns: 2, values: [1, 0, 0, 1, 1, 1])
        let result = try OmniZip.compress(
            audio: audio, video: TokenMatrix(rows: 0, columns: 0), saliency: [1, 1, 1],
            windows: [TimeWindow(audio: 0..<3, patches: 0..<0)], grid: CellGrid(height: 0, width: 0),
            parameters: CompressionParameters(rhoAudio: 1, contextualRatio: 0.3, mergeCount: 1, scope: scope))
        #expect(result.anchorMerges == [MergeEntry(target: 0, source: 2, weight: 1)])
    }
}
