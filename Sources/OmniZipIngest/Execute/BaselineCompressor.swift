import OmniZipBundle
import OmniZipCore
import OmniZipEncoders

/// Keeps of one clip what a baseline chooses, as many tokens as the plan says; nothing is merged. Holds the tokens of one
/// window, and of up to four patches while the baseline waits for the rest of their group.
struct BaselineCompressor {
    private let plan: ClipPlan
    private let embedder: WindowEmbedder
    private let cells: Int
    private let dimension: Int
    private var stream: BaselineStream
    /// Tells how close sound and pictures of a window are, which does not depend on the method.
    private var scorer: WindowCompressor
    /// Video tokens whose choice is not known yet.
    private var waiting: [Float] = []
    private var nextVideoRow = 0
    private var nextAudioRow: Int
    private var outcome: ClipCompression

    /// - Parameters:
    ///   - audio: the clip's sound, with `bands` for method `energy`.
    ///   - seed: of method `random`.
    init(
        method: Baseline, plan: ClipPlan, audio: any AudioTokens, embedder: WindowEmbedder, dimension: Int, seed: UInt64
    ) throws(CompressionError) {
        self.plan = plan
        self.embedder = embedder
        self.dimension = dimension
        let grid = plan.video?.grid ?? CellGrid(height: 0, width: 0)
        cells = grid.count
        stream = try BaselineStream(method, plan: plan, grid: grid, audio: audio, dimension: dimension, seed: seed)
        scorer = WindowCompressor(plan: plan.compression, grid: grid, dimension: dimension)
        nextAudioRow = plan.compression.keptCells.reduce(0, +)
        outcome = ClipCompression(layout: plan.layout, audioKeep: stream.audioKeep)
    }

    /// Chooses in every window.
    ///
    /// - Parameters:
    ///   - spool: Where kept rows go; nil if only the plan is wanted.
    ///   - shouldStop: Asked before each window; true ends the work with `CancellationError`.
    mutating func run(spool: TokenSpool?, shouldStop: () -> Bool) throws -> ClipCompression {
        for index in plan.windows.indices {
            if shouldStop() { throw CancellationError() }
            let window = plan.windows[index]
            var motion: [[Float]] = []
            try embedder.embed(window: index) { _, _, _, encoding in motion.append(encoding.motion(cells: cells)) }
            let audio = UnsafeBufferPointer(embedder.audioRows.prefix(window.audio.count))
            let video = UnsafeBufferPointer(embedder.videoRows.prefix(window.patches.count * cells))
            outcome.append(audioScore: scorer.compress(window: index, audio: audio, video: video).audioScore)
            for (place, patch) in window.patches.enumerated() {
                let rows = UnsafeBufferPointer(embedder.videoRows.rows(place * cells..<(place + 1) * cells))
                try choose(patch, rows, motion: place < motion.count ? motion[place] : [], spool: spool)
            }
            try store(audio, of: window, in: spool)
        }
        return outcome
    }

    private mutating func choose(
        _ patch: Int, _ tokens: UnsafeBufferPointer<Float>, motion: [Float], spool: TokenSpool?
    ) throws {
        if spool != nil { waiting += tokens }
        let choice = stream.choose(patch: patch, tokens: tokens, motion: motion, order: [], dimension: dimension)
        guard let choice else { return }
        outcome.append(videoKeep: choice.keep)
        guard let spool else { return }
        try waiting.withUnsafeBufferPointer {
            try spool.write(keptOf: $0, keep: choice.keep[...], at: nextVideoRow)
        }
        nextVideoRow += choice.keep.count { $0 }
        waiting.removeAll(keepingCapacity: true)
    }

    private mutating func store(
        _ tokens: UnsafeBufferPointer<Float>, of window: TimeWindow, in spool: TokenSpool?
    ) throws {
        guard let spool else { return }
        let keep = outcome.audioKeep[window.audio]
        try spool.write(keptOf: tokens, keep: keep, at: nextAudioRow)
        nextAudioRow += keep.count { $0 }
    }
}
