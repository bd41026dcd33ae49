import OmniZipBundle
import OmniZipCore

/// Runs the plan of one clip: window by window, tokens are compressed, kept rows go to the spool.
struct ClipCompressor {
    private let plan: ClipPlan
    private var compressor: WindowCompressor
    /// Runs another plan over the same tokens, to compare the masks.
    private var comparison: WindowCompressor?
    private let embedder: WindowEmbedder
    private var nextVideoRow = 0
    private var nextAudioRow: Int
    private var outcome: ClipCompression

    /// - Parameter comparison: another plan of the same windows, whose masks are wanted, too.
    init(plan: ClipPlan, embedder: WindowEmbedder, dimension: Int, comparison: CompressionPlan? = nil) {
        self.plan = plan
        self.embedder = embedder
        let grid = plan.video?.grid ?? CellGrid(height: 0, width: 0)
        compressor = WindowCompressor(plan: plan.compression, grid: grid, dimension: dimension)
        self.comparison = comparison.map { WindowCompressor(plan: $0, grid: grid, dimension: dimension) }
        nextAudioRow = plan.compression.keptCells.reduce(0, +)
        outcome = ClipCompression(layout: plan.layout, audioKeep: plan.compression.audioKeep)
    }

    /// Compresses every window.
    ///
    /// - Parameters:
    ///   - spool: Where kept rows go; nil if only the plan is wanted.
    ///   - shouldStop: Asked before each window; true ends the work with `CancellationError`.
    mutating func run(spool: TokenSpool?, shouldStop: () -> Bool) throws -> ClipCompression {
        for index in plan.windows.indices {
            if shouldStop() { throw CancellationError() }
            let window = plan.windows[index]
            try embedder.embed(window: index)
            let cells = window.patches.count * compressor.plan.cellsPerPatch
            let audio = UnsafeBufferPointer(embedder.audioRows.prefix(window.audio.count))
            let video = UnsafeBufferPointer(embedder.videoRows.prefix(cells))
            let result = compressor.compress(window: index, audio: audio, video: video)
            outcome.append(result, of: window)
            if let other = comparison?.compress(window: index, audio: audio, video: video) {
                outcome.compare(result, with: other)
            }
            if let spool { try store(result, of: window, in: spool) }
        }
        return outcome
    }

    /// Kept rows go to the spool as it wants them: all video tokens, then all audio tokens.
    private mutating func store(_ result: CompressedWindow, of window: TimeWindow, in spool: TokenSpool) throws {
        let firstCell = window.patches.lowerBound * compressor.plan.cellsPerPatch
        embedder.videoRows.overlay(result.consolidatedVideo, at: result.consolidatedVideoIndex, base: firstCell)
        let cells = UnsafeBufferPointer(embedder.videoRows.prefix(result.videoKeep.count))
        try spool.write(keptOf: cells, keep: result.videoKeep[...], at: nextVideoRow)
        nextVideoRow += result.videoKeep.count { $0 }

        embedder.audioRows.overlay(
            result.consolidatedAudio, at: result.consolidatedAudioIndex, base: window.audio.lowerBound)
        let keep = plan.compression.audioKeep[window.audio]
        try spool.write(
            keptOf: UnsafeBufferPointer(embedder.audioRows.prefix(keep.count)), keep: keep, at: nextAudioRow)
        nextAudioRow += keep.count { $0 }
    }
}
