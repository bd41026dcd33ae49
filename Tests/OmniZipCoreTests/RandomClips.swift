@testable import OmniZipCore

/// A clip for tests.
struct TestClip: Sendable {
    var saliency: [Float]
    var windows: [TimeWindow]
    var grid: CellGrid
    var patchCount: Int
    var audio: TokenMatrix
    var video: TokenMatrix

    /// Compresses one window from the clip's own memory.
    func compress(_ index: Int, with compressor: inout WindowCompressor) -> CompressedWindow {
        let columns = audio.columns
        let window = windows[index]
        let cells = grid.count * columns
        return audio.values.withUnsafeBufferPointer { audio in
            video.values.withUnsafeBufferPointer { video in
                compressor.compress(
                    window: index,
                    audio: UnsafeBufferPointer(
                        rebasing: audio[window.audio.lowerBound * columns..<window.audio.upperBound * columns]),
                    video: UnsafeBufferPointer(
                        rebasing: video[window.patches.lowerBound * cells..<window.patches.upperBound * cells]))
            }
        }
    }
}

/// Random clips, among them all that is awkward: windows without audio or video, one-token windows, constant, repeated,
/// zero, tiny and huge tokens, equal saliency.
struct RandomClips {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    mutating func below(_ bound: Int) -> Int { generator.next(below: bound) }

    mutating func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

    mutating func number(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * unit()
    }

    mutating func clip(windowCount: Int? = nil, dimension: Int? = nil) -> TestClip {
        let grid = CellGrid(height: 1 + below(3), width: 1 + below(4))
        var windows: [TimeWindow] = []
        var audio = 0
        var patch = 0
        for _ in 0..<(windowCount ?? below(6)) {
            let tokens = [0, 1, 2, 5, 9, 12][below(6)]
            let patches = [0, 1, 2, 2, 2, 3, 4][below(7)]
            windows.append(TimeWindow(audio: audio..<audio + tokens, patches: patch..<patch + patches))
            audio += tokens
            patch += patches
        }
        let columns = dimension ?? 1 + below(9)
        let levels = [2, 1000][below(2)]
        return TestClip(
            saliency: (0..<audio).map { _ in Float(below(levels)) / 7 }, windows: windows, grid: grid,
            patchCount: patch, audio: tokens(audio, columns), video: tokens(patch * grid.count, columns))
    }

    mutating func parameters(scope: CompressionScope) -> CompressionParameters {
        let low = number(0...0.6)
        let high = number(low...1)
        return CompressionParameters(
            rhoAudio: [0, 0.3, 0.4, 1, unit()][below(5)], rhoVideo: [low, high, number(low...high)][below(3)],
            contextualRatio: [0.05, 0.2, 1, unit()][below(4)], mergeCount: [0, 1, 3, 15][below(4)],
            neighbourCount: [1, 5, 40][below(3)], rateMinimum: low, rateMaximum: high,
            temporal: TemporalMode.allCases[below(2)], mergeScoreScale: [1, 50][below(2)], scope: scope)
    }

    private mutating func tokens(_ rows: Int, _ columns: Int) -> TokenMatrix {
        var result = TokenMatrix(rows: rows, columns: columns)
        let style = below(7)
        let scale = Float([1, 1, 1, 1e-30, 1e30][below(5)])
        for row in 0..<rows {
            // A few prototypes only, so that tokens repeat; or one; or none.
            var source = SplitMix64(seed: style < 3 ? generator.next() : UInt64(style < 5 ? below(3) : 1))
            for column in 0..<columns {
                let value = Float(source.next() >> 40) * 0x1p-23 - 1
                result.values[row * columns + column] = style == 6 ? 0 : value * scale
            }
        }
        return result
    }
}
