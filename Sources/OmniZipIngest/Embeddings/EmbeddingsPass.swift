import OmniZipBundle
import OmniZipCore

/// One pass over the tokens of a clip: a window, or a few patches of it, is in memory at a time, and kept rows go to a
/// spool.
struct EmbeddingsPass<Source: EmbeddingsSource>: ~Copyable {
    private let source: Source
    private let layout: EmbeddingsLayout
    private let clock: EmbeddingsClock
    private let spool: TokenSpool
    private let buffers: EmbeddingsBuffers
    private var compressor: StreamCompressor
    private var videoKeep: [Bool] = []
    private var audioScore: [Float] = []
    private var anchorMerges: [MergeEntry] = []
    private var videoMerges: [MergeEntry] = []
    private var nextVideoRow = 0
    /// Row of the spool where each audio token goes if it is kept. [A]
    private let audioRow: [Int]

    /// A pass whose kept rows go to `spool`: first those of video, then those of audio.
    init(
        _ source: Source, selection: CompressionPlan, buffers: EmbeddingsBuffers, spool: TokenSpool,
        clock: EmbeddingsClock
    ) {
        self.source = source
        self.buffers = buffers
        self.spool = spool
        self.clock = clock
        layout = source.layout
        compressor = StreamCompressor(selection: selection, grid: layout.grid, dimension: layout.dimension)
        var row = selection.keptCells.reduce(0, +)
        audioRow = selection.audioKeep.map { isKept in
            defer { row += isKept ? 1 : 0 }
            return row
        }
        videoKeep.reserveCapacity(layout.videoCount)
    }

    /// Compresses the whole clip.
    mutating func run() throws(EmbeddingsFailure) -> PruningPlan {
        for token in compressor.audioBeforeWindows {
            let row = try read(.audio, token..<token + 1, into: buffers.audio)
            try clock.measure(.compress) { compressor.take(UnsafeBufferPointer(row)) }
        }
        for index in layout.windows.indices { try pass(window: index) }
        anchorMerges += try clock.measure(.compress) { compressor.finish() }
        try writeAnchors()
        return plan()
    }

    private mutating func pass(window index: Int) throws(EmbeddingsFailure) {
        let window = layout.windows[index]
        let audio = try read(.audio, window.audio, into: buffers.audio)
        try clock.measure(.compress) { compressor.begin(window: index, audio: UnsafeBufferPointer(audio)) }
        try writeDominant(window.audio, UnsafeBufferPointer(audio))
        for patches in compressor.pieces(of: index) {
            let cells = layout.grid.count
            let range = patches.lowerBound * cells..<patches.upperBound * cells
            let video = try read(.video, range, into: buffers.video)
            let part = try clock.measure(.compress) { compressor.compress(UnsafeBufferPointer(video)) }
            buffers.video.overlay(part.consolidated, at: part.consolidatedIndex, base: range.lowerBound)
            try clock.measure(.write) {
                try spool.write(keptOf: UnsafeBufferPointer(video), keep: part.keep[...], at: nextVideoRow)
            }
            nextVideoRow += part.keep.count { $0 }
            videoKeep += part.keep
            videoMerges += part.merges
        }
        let heard = try clock.measure(.compress) { compressor.endWindow() }
        audioScore += heard.score
        anchorMerges += heard.anchorMerges
    }

    /// Writes the tokens of a window that saliency keeps. Anchors may still change; they follow at the end.
    private func writeDominant(
        _ range: Range<Int>, _ rows: UnsafeBufferPointer<Float>
    ) throws(EmbeddingsFailure) {
        let dominant = compressor.selection.dominant
        var token = range.lowerBound
        while token < range.upperBound {
            guard dominant[token] else {
                token += 1
                continue
            }
            let end = dominant[token..<range.upperBound].firstIndex(of: false) ?? range.upperBound
            let first = (token - range.lowerBound) * layout.dimension
            let values = first..<first + (end - token) * layout.dimension
            try clock.measure(.write) {
                try spool.write(rows: UnsafeBufferPointer(rebasing: rows[values]), at: audioRow[token])
            }
            token = end
        }
    }

    /// Writes the anchors, each with what was merged into it, from rows that are read again.
    private func writeAnchors() throws(EmbeddingsFailure) {
        var groups = AnchorConsolidation.groups(anchorMerges)[...]
        var consolidation = AnchorConsolidation(columns: layout.dimension)
        for anchor in compressor.selection.anchors.joined() {
            var values = buffers.result.prefix(1)
            if let group = groups.first, group.first?.target == anchor, let target = values.baseAddress {
                groups.removeFirst()
                try clock.measure(.compress) {
                    try consolidation.write(group, to: target) { token in
                        let row = try read(.audio, token..<token + 1, into: buffers.audio)
                        return UnsafePointer(row.baseAddress ?? target)
                    }
                }
            } else {
                values = try read(.audio, anchor..<anchor + 1, into: buffers.audio)
            }
            try clock.measure(.write) { try spool.write(rows: UnsafeBufferPointer(values), at: audioRow[anchor]) }
        }
    }

    /// Rows of the source at the start of `buffer`.
    private func read(
        _ modality: TokenModality, _ rows: Range<Int>, into buffer: RowBuffer
    ) throws(EmbeddingsFailure) -> UnsafeMutableBufferPointer<Float> {
        let values = buffer.prefix(rows.count)
        try clock.measure(.read) { try source.read(modality, from: rows.lowerBound, into: values) }
        return values
    }

    private func plan() -> PruningPlan {
        let selection = compressor.selection
        var merges = MergeTable.Builder()
        merges.addRaw(
            anchorMerges, blockPositions: MergeTable.blockPositions(of: TokenModality.audio.code, in: layout.modality))
        merges.addLinear(
            videoMerges, blockPositions: MergeTable.blockPositions(of: TokenModality.video.code, in: layout.modality))
        return PruningPlan(
            grid: layout.grid, patchCount: layout.patchCount, modality: layout.modality, videoKeep: videoKeep,
            audioKeep: selection.audioKeep, audioSaliency: layout.saliency, audioVideoScore: audioScore,
            merges: merges.table(),
            windows: selection.windows.enumerated().map { index, window in
                PlanWindow(
                    patches: window.patches, audio: window.audio, retention: Float(selection.retention[index]),
                    baseRate: Float(selection.baseRate[index]), rate: Float(selection.rate[index]))
            }, parameters: selection.parameters)
    }
}
