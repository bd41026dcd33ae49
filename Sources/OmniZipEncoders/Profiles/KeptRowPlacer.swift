/// Consecutive tokens of one modality whose kept ones fill consecutive rows of the kept-token matrix.
public struct KeptRun: Sendable, Hashable {
    /// Token indices in the modality: t * C + c, or audio tokens.
    public let source: Range<Int>
    /// Row of the first kept token of `source`.
    public let firstRow: Int
    /// Kept tokens of `source`.
    public let keptCount: Int

    /// A run of kept tokens.
    public init(source: Range<Int>, firstRow: Int, keptCount: Int) {
        self.source = source
        self.firstRow = firstRow
        self.keptCount = keptCount
    }
}

/// Finds the rows of kept tokens in block order while windows are still being compressed.
///
/// The audio mask and the number of cells that each patch keeps are known from the plan, so most rows are known before
/// any picture is decoded. Only where the model's order splits a patch between two chunks (a patch of more than two
/// seconds) do rows depend on which cells are kept.
public struct KeptRowPlacer: Sendable {
    /// Kept tokens of the whole block, L.
    public let rowCount: Int

    private let layout: BlockLayout
    private let videoRuns: [BlockRun]
    private let audioRuns: [BlockRun]
    /// Kept audio tokens before each audio token, and in all at the end.
    private let audioBefore: [Int]
    /// Kept video tokens before each patch, and in all at the end.
    private let videoBefore: [Int]
    /// Audio tokens that the block puts before each run of `videoRuns`, and the reverse for `audioRuns`.
    private let audioTokensBeforeRun: [Int]
    private let videoTokensBeforeRun: [Int]
    /// Masks of patches that a run boundary splits, once placed.
    private var splitPatches: [Int: [Bool]?]

    /// A placer for one clip.
    ///
    /// - Parameters:
    ///   - audioKeep: one value an audio token.
    ///   - keptCellsPerPatch: one value a patch, at most C.
    public init(layout: BlockLayout, audioKeep: [Bool], keptCellsPerPatch: [Int]) {
        self.layout = layout
        videoRuns = layout.runs.filter { $0.modality == .video }
        audioRuns = layout.runs.filter { $0.modality == .audio }
        audioBefore = audioKeep.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1 ? 1 : 0)) }
        videoBefore = keptCellsPerPatch.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        rowCount = audioBefore[audioBefore.count - 1] + videoBefore[videoBefore.count - 1]
        audioTokensBeforeRun = videoRuns.map { $0.blockStart - $0.source.lowerBound }
        videoTokensBeforeRun = audioRuns.map { $0.blockStart - $0.source.lowerBound }
        splitPatches = [:]
        for tokens in videoTokensBeforeRun where layout.cellsPerPatch > 0 && tokens % layout.cellsPerPatch != 0 {
            splitPatches.updateValue(nil, forKey: tokens / layout.cellsPerPatch)
        }
    }

    /// Rows of the kept cells of consecutive patches.
    ///
    /// - Parameters:
    ///   - patches: patches of the clip.
    ///   - keep: masks of these patches, C values each, with as many kept cells as the plan says.
    public mutating func placeVideo(patches: Range<Int>, keep: [Bool]) -> [KeptRun] {
        let cells = layout.cellsPerPatch
        for patch in patches where splitPatches.keys.contains(patch) {
            let start = (patch - patches.lowerBound) * cells
            splitPatches.updateValue(Array(keep[start..<start + cells]), forKey: patch)
        }
        let tokens = patches.lowerBound * cells..<patches.upperBound * cells
        var result: [KeptRun] = []
        var row = patches.isEmpty ? 0 : videoBefore[patches.lowerBound]
        var index = firstRun(in: videoRuns, endingAfter: tokens.lowerBound)
        while index < videoRuns.count, videoRuns[index].source.lowerBound < tokens.upperBound {
            let source = videoRuns[index].source.clamped(to: tokens)
            let kept = keep[source.lowerBound - tokens.lowerBound..<source.upperBound - tokens.lowerBound]
                .reduce(0) { $0 + ($1 ? 1 : 0) }
            if kept > 0 {
                let firstRow = row + audioBefore[audioTokensBeforeRun[index]]
                result.append(KeptRun(source: source, firstRow: firstRow, keptCount: kept))
            }
            row += kept
            index += 1
        }
        return result
    }

    /// Rows of the kept tokens among `audio`; nil while they depend on a patch that has not been placed yet.
    ///
    /// Once all patches are placed, the result is never nil.
    public func placeAudio(_ audio: Range<Int>) -> [KeptRun]? {
        var result: [KeptRun] = []
        var index = firstRun(in: audioRuns, endingAfter: audio.lowerBound)
        while index < audioRuns.count, audioRuns[index].source.lowerBound < audio.upperBound {
            let source = audioRuns[index].source.clamped(to: audio)
            let kept = audioBefore[source.upperBound] - audioBefore[source.lowerBound]
            if kept > 0 {
                guard let video = keptVideo(before: videoTokensBeforeRun[index]) else { return nil }
                let firstRow = audioBefore[source.lowerBound] + video
                result.append(KeptRun(source: source, firstRow: firstRow, keptCount: kept))
            }
            index += 1
        }
        return result
    }

    /// Kept video tokens among the first `tokens`; nil if they depend on a split patch that is not placed yet.
    private func keptVideo(before tokens: Int) -> Int? {
        guard layout.cellsPerPatch > 0 else { return 0 }
        let (patch, cells) = tokens.quotientAndRemainder(dividingBy: layout.cellsPerPatch)
        guard cells > 0 else { return videoBefore[patch] }
        guard let placed = splitPatches[patch], let mask = placed else { return nil }
        return videoBefore[patch] + mask[..<cells].reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    /// Binary search for the first run whose source ends after `token`.
    private func firstRun(in runs: [BlockRun], endingAfter token: Int) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].source.upperBound > token { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
