import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipMedia

/// Runs the plan of one clip: window by window, pictures become tokens, tokens are compressed, kept rows go to the
/// spool. Holds one window of pictures and tokens, whatever the length of the clip.
struct ClipCompressor {
    private let plan: ClipPlan
    private let audio: any AudioTokens
    private let dimension: Int
    private var compressor: WindowCompressor
    private var video: (any VideoEncoding)?
    private var audioRows: RowBuffer
    private var videoRows: RowBuffer
    private var nextVideoRow = 0
    private var nextAudioRow: Int
    private var outcome: ClipCompression

    init(plan: ClipPlan, audio: any AudioTokens, encoder: any Encoder, profile: any ModelProfile) {
        self.plan = plan
        self.audio = audio
        dimension = encoder.dimension
        let grid = plan.video?.grid ?? CellGrid(height: 0, width: 0)
        compressor = WindowCompressor(plan: plan.compression, grid: grid, dimension: encoder.dimension)
        video = plan.video.map { encoder.makeVideoEncoder(grid: $0.grid, cellPixels: profile.cellPixels) }
        let longestAudio = plan.windows.map(\.audio.count).max() ?? 0
        let mostPatches = plan.windows.map(\.patches.count).max() ?? 0
        audioRows = RowBuffer(rows: longestAudio, columns: encoder.dimension)
        videoRows = RowBuffer(rows: mostPatches * grid.count, columns: encoder.dimension)
        nextAudioRow = plan.compression.keptCells.reduce(0, +)
        outcome = ClipCompression(layout: plan.layout)
    }

    /// Compresses every window.
    ///
    /// - Parameters:
    ///   - pictures: The sampled pictures; nil without video.
    ///   - spool: Where kept rows go; nil if only the plan is wanted.
    ///   - shouldStop: Asked before each window; true ends the work with `CancellationError`.
    mutating func run(
        pictures: PatchPictures?, spool: TokenSpool?, shouldStop: () -> Bool
    ) throws -> ClipCompression {
        for index in plan.windows.indices {
            if shouldStop() { throw CancellationError() }
            let window = plan.windows[index]
            audio.write(window.audio, to: audioRows.prefix(window.audio.count))
            if let pictures { try encode(window, index: index, pictures: pictures) }
            let cells = window.patches.count * compressor.plan.cellsPerPatch
            let result = compressor.compress(
                window: index, audio: UnsafeBufferPointer(audioRows.prefix(window.audio.count)),
                video: UnsafeBufferPointer(videoRows.prefix(cells)))
            outcome.append(result, of: window)
            if let spool { try store(result, of: window, in: spool) }
        }
        return outcome
    }

    private mutating func encode(_ window: TimeWindow, index: Int, pictures: PatchPictures) throws {
        let cells = compressor.plan.cellsPerPatch
        for patch in window.patches {
            let offset = (patch - window.patches.lowerBound) * cells
            let rows = videoRows.rows(offset..<offset + cells)
            let half = plan.half(ofPatch: patch, inWindow: index)
            try pictures.withPictures(ofPatch: patch) { first, second in
                video?.encode(first: first, second: second, windowHalf: half, to: rows)
            }
        }
    }

    /// Kept rows go to the spool as it wants them: all video tokens, then all audio tokens.
    private mutating func store(_ result: CompressedWindow, of window: TimeWindow, in spool: TokenSpool) throws {
        let firstCell = window.patches.lowerBound * compressor.plan.cellsPerPatch
        videoRows.overlay(result.consolidatedVideo, at: result.consolidatedVideoIndex, base: firstCell)
        let cells = UnsafeBufferPointer(videoRows.prefix(result.videoKeep.count))
        try spool.write(keptOf: cells, keep: result.videoKeep[...], at: nextVideoRow)
        nextVideoRow += result.videoKeep.count { $0 }

        audioRows.overlay(result.consolidatedAudio, at: result.consolidatedAudioIndex, base: window.audio.lowerBound)
        let keep = plan.compression.audioKeep[window.audio]
        try spool.write(keptOf: UnsafeBufferPointer(audioRows.prefix(keep.count)), keep: keep, at: nextAudioRow)
        nextAudioRow += keep.count { $0 }
    }
}
