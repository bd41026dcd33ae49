/// Collects the windows of a clip into one result.
struct ResultAssembly {
    var audio: TokenMatrix
    var video: TokenMatrix
    var videoKeep: [Bool] = []
    var audioScore: [Float] = []
    var anchorMerges: [MergeEntry] = []
    var videoMerges: [MergeEntry] = []

    init(audio: TokenMatrix, video: TokenMatrix) {
        self.audio = audio
        self.video = video
        videoKeep.reserveCapacity(video.rows)
        audioScore.reserveCapacity(audio.rows)
    }

    /// Adds the next window.
    mutating func append(_ window: CompressedWindow) {
        videoKeep += window.videoKeep
        audioScore += window.audioScore
        anchorMerges += window.anchorMerges
        videoMerges += window.videoMerges
        Self.replace(window.consolidatedAudioIndex, of: &audio, with: window.consolidatedAudio)
        Self.replace(window.consolidatedVideoIndex, of: &video, with: window.consolidatedVideo)
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
    func result(plan: CompressionPlan) -> CompressionResult {
        CompressionResult(
            windows: plan.windows, dominant: plan.dominant, audioKeep: plan.audioKeep, videoKeep: videoKeep,
            audio: audio, video: video, audioScore: audioScore, anchors: plan.anchors.flatMap { $0 },
            retention: plan.retention, baseRate: plan.baseRate, rate: plan.rate, keptCells: plan.keptCells,
            keptCellsPerPatch: plan.keptCellsPerPatch, anchorMerges: anchorMerges, videoMerges: videoMerges)
    }
}
