import Testing

@testable import OmniZipCore

@Suite struct StreamCompressorTests {
    /// Tokens of a clip, copied out before each use as a reader of files does.
    private struct Source {
        let tokens: TokenMatrix

        func rows(_ range: Range<Int>, of count: Int) -> [Float] {
            let width = count * tokens.columns
            return Array(tokens.values[range.lowerBound * width..<range.upperBound * width])
        }
    }

    private struct Streamed: Equatable {
        var videoKeep: [Bool] = []
        var audioScore: [Float] = []
        var videoMerges: [MergeEntry] = []
        var anchorMerges: [MergeEntry] = []
    }

    private func streamed(_ clip: TestClip, _ parameters: CompressionParameters) throws -> Streamed {
        let selection = try CompressionPlan.inAnyScope(
            saliency: clip.saliency, windows: clip.windows, patchCount: clip.patchCount,
            cellsPerPatch: clip.grid.count, parameters: parameters)
        var compressor = StreamCompressor(selection: selection, grid: clip.grid, dimension: clip.audio.columns)
        let audio = Source(tokens: clip.audio)
        let video = Source(tokens: clip.video)
        var result = Streamed()
        for token in compressor.audioBeforeWindows {
            audio.rows(token..<token + 1, of: 1).withUnsafeBufferPointer { compressor.take($0) }
        }
        for (index, window) in clip.windows.enumerated() {
            audio.rows(window.audio, of: 1).withUnsafeBufferPointer { compressor.begin(window: index, audio: $0) }
            for piece in compressor.pieces(of: index) {
                let part = video.rows(piece, of: clip.grid.count).withUnsafeBufferPointer { compressor.compress($0) }
                result.videoKeep += part.keep
                result.videoMerges += part.merges
            }
            let heard = compressor.endWindow()
            result.audioScore += heard.score
            result.anchorMerges += heard.anchorMerges
        }
        result.anchorMerges += compressor.finish()
        return result
    }

    @Test(arguments: CompressionScope.allCases)
    func tokensMayComeFromElsewhere(scope: CompressionScope) throws {
        let seed = UInt64.random(in: .min ... .max)
        print("StreamCompressorTests.tokensMayComeFromElsewhere seed \(seed)")
        var numbers = RandomClips(seed: seed)
        for _ in 0..<150 {
            let clip = numbers.clip()
            var parameters = numbers.parameters(scope: scope)
            parameters.rhoVideo = (parameters.rateMinimum + parameters.rateMaximum) / 2
            let whole = try OmniZip.compress(
                audio: clip.audio, video: clip.video, saliency: clip.saliency, windows: clip.windows, grid: clip.grid,
                parameters: parameters)
            let expected = Streamed(
                videoKeep: whole.videoKeep, audioScore: whole.audioScore, videoMerges: whole.videoMerges,
                anchorMerges: whole.anchorMerges)
            #expect(try streamed(clip, parameters) == expected, "seed \(seed)")
        }
    }

    @Test func aLongWindowComesInPiecesThatBeginAtEvenPatches() throws {
        let grid = CellGrid(height: 32, width: 32)
        let windows = [TimeWindow(audio: 0..<0, patches: 0..<3), TimeWindow(audio: 0..<0, patches: 3..<15)]
        let selection = try CompressionPlan.inAnyScope(
            saliency: [], windows: windows, patchCount: 15, cellsPerPatch: 1024, parameters: CompressionParameters())
        // 1024 cells of 900 values: four patches are 14.7 MB, six are more than 16.
        let wide = StreamCompressor(selection: selection, grid: grid, dimension: 900)
        #expect(wide.pieces(of: 0) == [0..<3])
        #expect(wide.pieces(of: 1) == [3..<7, 7..<11, 11..<15])
        // Two at least.
        let wider = StreamCompressor(selection: selection, grid: grid, dimension: 9000)
        #expect(wider.pieces(of: 0) == [0..<2, 2..<3])
        let narrow = StreamCompressor(selection: selection, grid: grid, dimension: 8)
        #expect(narrow.pieces(of: 1) == [3..<15])
    }

    @Test func piecesGiveWhatTheWholeWindowGives() throws {
        var numbers = RandomClips(seed: 17)
        for scope in CompressionScope.allCases {
            let grid = CellGrid(height: 2, width: 3)
            let columns = 5
            let windows = [TimeWindow(audio: 0..<40, patches: 0..<7)]
            let clip = TestClip(
                saliency: (0..<40).map { _ in Float(numbers.unit()) }, windows: windows, grid: grid, patchCount: 7,
                audio: matrix(40, columns, &numbers), video: matrix(42, columns, &numbers))
            let parameters = CompressionParameters(contextualRatio: 0.1, temporal: .merge, scope: scope)
            let whole = try streamed(clip, parameters)
            let selection = try CompressionPlan.inAnyScope(
                saliency: clip.saliency, windows: windows, patchCount: 7, cellsPerPatch: 6, parameters: parameters)
            var compressor = StreamCompressor(selection: selection, grid: grid, dimension: columns)
            var pieced = Streamed()
            clip.audio.values.withUnsafeBufferPointer { audio in
                for token in compressor.audioBeforeWindows {
                    compressor.take(.init(rebasing: audio[token * columns..<(token + 1) * columns]))
                }
                compressor.begin(window: 0, audio: audio)
            }
            clip.video.values.withUnsafeBufferPointer { video in
                for piece in [0..<2, 2..<6, 6..<7] {
                    let part = compressor.compress(
                        .init(rebasing: video[piece.lowerBound * 6 * columns..<piece.upperBound * 6 * columns]))
                    pieced.videoKeep += part.keep
                    pieced.videoMerges += part.merges
                }
            }
            let heard = compressor.endWindow()
            pieced.audioScore = heard.score
            pieced.anchorMerges = heard.anchorMerges + compressor.finish()
            #expect(pieced == whole)
            #expect(!pieced.videoMerges.isEmpty && !pieced.anchorMerges.isEmpty)
        }
    }

    private func matrix(_ rows: Int, _ columns: Int, _ numbers: inout RandomClips) -> TokenMatrix {
        TokenMatrix(
            rows: rows, columns: columns, values: (0..<rows * columns).map { _ in Float(numbers.unit() - 0.5) })
    }
}
