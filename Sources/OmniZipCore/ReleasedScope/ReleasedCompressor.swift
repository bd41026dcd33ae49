import OmniZipKernels

/// Scope `released`: the behaviour of the authors' program, which consolidates audio over the whole clip at once.
struct ReleasedCompressor {
    private let windows: [TimeWindow]
    private let cells: Int
    private let parameters: CompressionParameters
    private let selection: ReleasedSelection
    private let istc: InterleavedCompression
    private let scratch = WindowScratch()

    /// A compressor of one clip.
    ///
    /// - Throws: `CompressionError` if a saliency is not finite, the windows do not tile, a parameter is out of range,
    ///   or sizes are too large.
    init(
        saliency: [Float], windows: [TimeWindow], patchCount: Int, grid: CellGrid, parameters: CompressionParameters
    ) throws(CompressionError) {
        _ = try InputValidation.tokenCount(patchCount: patchCount, cellsPerPatch: grid.count)
        try InputValidation.check(saliency: saliency)
        try InputValidation.checkTiling(windows, audioCount: saliency.count, patchCount: patchCount)
        try parameters.validate(guided: windows.contains(where: \.isGuided))
        self.windows = windows
        cells = grid.count
        self.parameters = parameters
        selection = ReleasedSelection(
            saliency: saliency, windows: windows, cellsPerPatch: grid.count, parameters: parameters)
        istc = InterleavedCompression(grid: grid, parameters: parameters)
    }

    /// Compresses the clip's tokens, audio [Na, D] and video [T * C, D].
    func compress(audio: TokenMatrix, video: TokenMatrix) -> CompressionResult {
        let columns = max(audio.rows > 0 ? audio.columns : video.columns, 1)
        return audio.values.withUnsafeBufferPointer { audioValues in
            video.values.withUnsafeBufferPointer { videoValues in
                let audioRows = RowView(audioValues, columns: columns)
                let videoRows = RowView(videoValues, columns: columns)
                let unitAudio = unit(audioRows, &scratch.unitAudio)
                let unitVideo = unit(videoRows, &scratch.unitVideo)
                let scores = scores(unitAudio, unitVideo)
                let anchorMerges = anchorMerges(unitAudio, videoRows.count > 0 ? scores.overClip : nil)
                let keep = keptCells(unitVideo)
                let videoMerges = videoMerges(unitVideo, keep)
                var newAudio = audio
                var newVideo = video
                let audioPart = AnchorMerge.consolidate(anchorMerges, tokens: audioRows, firstIndex: 0)
                ResultAssembly.replace(audioPart.index, of: &newAudio, with: audioPart.rows)
                let videoPart = TemporalMerge.consolidate(videoMerges, tokens: videoRows, firstIndex: 0)
                ResultAssembly.replace(videoPart.index, of: &newVideo, with: videoPart.rows)
                return CompressionResult(
                    windows: windows, dominant: selection.dominant, audioKeep: selection.audioKeep, videoKeep: keep,
                    audio: newAudio, video: newVideo, audioScore: scores.inWindow, anchors: selection.anchors,
                    retention: selection.retention, baseRate: selection.baseRate, rate: selection.rate,
                    keptCells: selection.keptCells, keptCellsPerPatch: selection.keptCellsPerPatch,
                    anchorMerges: anchorMerges, videoMerges: videoMerges)
            }
        }
    }

    private func unit(_ rows: RowView, _ buffer: inout ScratchBuffer<Float>) -> RowView {
        let base = buffer.pointer(count: rows.count * rows.columns)
        Norms.normalise(rows, rule: istc.comparison.norm, into: base)
        return RowView(base, count: rows.count, columns: rows.columns)
    }

    /// Largest cosine of each audio token to any video token of the clip, which this scope merges by, and to one of
    /// its own window.
    private func scores(_ audio: RowView, _ video: RowView) -> (overClip: [Float], inWindow: [Float]) {
        var overClip = [Float](repeating: -.infinity, count: audio.count)
        var inWindow = [Float](repeating: 0, count: audio.count)
        var ofBlock = overClip
        for window in windows where !window.patches.isEmpty && audio.count > 0 {
            let block = video.rows(window.patches.lowerBound * cells..<window.patches.upperBound * cells)
            ofBlock.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                base.update(repeating: -.infinity, count: audio.count)
                CrossModalScore.raise(base, audio: audio, video: block, product: &scratch.product)
            }
            for i in overClip.indices { overClip[i] = max(overClip[i], ofBlock[i]) }
            for i in window.audio { inWindow[i] = ofBlock[i] }
        }
        return (overClip, inWindow)
    }

    private func anchorMerges(_ unit: RowView, _ scores: [Float]?) -> [MergeEntry] {
        let merge = AnchorMerge(parameters: parameters)
        let pool = selection.audioKeep.indices.filter { !selection.audioKeep[$0] }
        guard let scores else {
            return merge.entries(
                anchors: selection.anchors, pool: pool, unit: unit, scores: nil, firstIndex: 0, scratch: scratch)
        }
        return scores.withUnsafeBufferPointer {
            merge.entries(
                anchors: selection.anchors, pool: pool, unit: unit, scores: $0.baseAddress, firstIndex: 0,
                scratch: scratch)
        }
    }

    private func keptCells(_ unit: RowView) -> [Bool] {
        var keep = [Bool](repeating: false, count: unit.count)
        keep.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for window in windows {
                let first = window.patches.lowerBound * cells
                istc.select(
                    of: unit.rows(first..<window.patches.upperBound * cells),
                    keptPerPatch: selection.keptCellsPerPatch[window.patches], scratch: scratch, into: base + first)
            }
        }
        return keep
    }

    private func videoMerges(_ unit: RowView, _ keep: [Bool]) -> [MergeEntry] {
        guard parameters.temporal == .merge else { return [] }
        return windows.flatMap { window in
            let range = window.patches.lowerBound * cells..<window.patches.upperBound * cells
            return TemporalMerge.entries(
                unit: unit.rows(range), keep: Array(keep[range]), comparison: istc.comparison,
                firstIndex: range.lowerBound, scratch: scratch)
        }
    }
}
