/// Collects what a compressor gives, piece by piece, into one result.
struct ResultAssembly {
    var audio: TokenMatrix
    var video: TokenMatrix
    private var videoKeep: [Bool] = []
    private var audioScore: [Float] = []
    private var anchorMerges: [MergeEntry] = []
    private var videoMerges: [MergeEntry] = []

    init(audio: TokenMatrix, video: TokenMatrix) {
        self.audio = audio
        self.video = video
        videoKeep.reserveCapacity(video.rows)
        audioScore.reserveCapacity(audio.rows)
    }

    /// Adds the next patches.
    mutating func append(_ patches: CompressedPatches) {
        videoKeep += patches.keep
        videoMerges += patches.merges
        Self.replace(patches.consolidatedIndex, of: &video, with: patches.consolidated)
    }

    /// Adds the next window's audio.
    mutating func append(_ heard: CompressedAudio) {
        audioScore += heard.score
        anchorMerges += heard.anchorMerges
    }

    /// Puts the rows of `rows` in the place of the rows `index` of `tokens`.
    static func replace(_ index: [Int], of tokens: inout TokenMatrix, with rows: TokenMatrix) {
        let columns = tokens.columns
        for (i, token) in index.enumerated() {
            tokens.values.replaceSubrange(
                token * columns..<(token + 1) * columns, with: rows.values[i * columns..<(i + 1) * columns])
        }
    }

    /// The whole clip, after its last window.
    ///
    /// - Parameter lateMerges: merges into anchors that were known at the end only.
    mutating func result(_ selection: CompressionPlan, lateMerges: [MergeEntry]) -> CompressionResult {
        anchorMerges += lateMerges
        consolidateAnchors()
        return CompressionResult(
            windows: selection.windows, dominant: selection.dominant, audioKeep: selection.audioKeep,
            videoKeep: videoKeep, audio: audio, video: video, audioScore: audioScore,
            anchors: selection.anchors.flatMap { $0 }, retention: selection.retention, baseRate: selection.baseRate,
            rate: selection.rate, keptCells: selection.keptCells, keptCellsPerPatch: selection.keptCellsPerPatch,
            anchorMerges: anchorMerges, videoMerges: videoMerges)
    }

    private mutating func consolidateAnchors() {
        let columns = audio.columns
        var consolidation = AnchorConsolidation(columns: columns)
        let groups = AnchorConsolidation.groups(anchorMerges)
        // Sources are never targets, so that every row is read as it came.
        audio.values.withUnsafeMutableBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for group in groups {
                guard let anchor = group.first?.target else { continue }
                consolidation.write(group, to: base + anchor * columns) { UnsafePointer(base + $0 * columns) }
            }
        }
    }
}
