import OmniZipKernels

/// The audio of one window while its video passes.
struct WindowAudio {
    /// The window's number.
    let window: Int
    /// Unit rows of its audio tokens, in memory of a scratch.
    let unit: RowView
    /// Largest cosine of each of them to the video so far; 0 where the window has no video.
    private(set) var scores: [Float]
    private let hasVideo: Bool

    init(window: Int, unit: RowView, hasVideo: Bool) {
        self.window = window
        self.unit = unit
        self.hasVideo = hasVideo
        scores = [Float](repeating: hasVideo ? -.infinity : 0, count: unit.count)
    }

    /// Raises the scores by video tokens, given as unit rows.
    mutating func raise(by video: RowView, scratch: WindowScratch) {
        guard video.count > 0 else { return }
        let unit = unit
        scores.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            CrossModalScore.raise(base, audio: unit, video: video, product: &scratch.product)
        }
    }

    /// Raw merges into the window's anchors, after its last patch.
    ///
    /// - Parameters:
    ///   - range: the window's audio tokens.
    ///   - anchors: the anchors among them.
    ///   - audioKeep: kept audio tokens of the clip.
    func anchorMerges(
        _ merge: AnchorMerge, range: Range<Int>, anchors: [Int], audioKeep: [Bool], scratch: WindowScratch
    ) -> [MergeEntry] {
        guard !anchors.isEmpty else { return [] }
        let first = range.lowerBound
        let pool = range.filter { !audioKeep[$0] }
        return merge.entries(
            anchors: anchors, pool: pool,
            targets: WindowScratch.gather(anchors.map { $0 - first }, of: unit, into: &scratch.targets),
            sources: WindowScratch.gather(pool.map { $0 - first }, of: unit, into: &scratch.sources),
            scores: hasVideo ? pool.map { scores[$0 - first] } : nil, scratch: scratch)
    }
}
