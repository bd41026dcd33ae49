import OmniZipCore
import OmniZipEncoders

/// Everything that is known of a clip's bundle before a picture is decoded: windows, audio selection, rates, the exact
/// number of tokens that each patch keeps, order and positions of the block.
public struct ClipPlan: Sendable {
    /// Sampling and picture size; nil where there is no video.
    public let video: VideoPlan?
    /// Audio tokens, A.
    public let audioTokenCount: Int
    /// Windows of two seconds, in order.
    public let windows: [TimeWindow]
    /// Selection, rates and counts.
    public private(set) var compression: CompressionPlan
    /// Seconds of a window.
    public let windowSeconds: Double
    /// Order and position ids of the unpruned block.
    public let layout: BlockLayout

    /// Plans a clip from the saliency of its audio and the geometry of its video.
    ///
    /// - Parameters:
    ///   - video: Sampling and size; nil without video.
    ///   - saliency: Attention received by each audio token, [A]; empty without audio.
    ///   - profile: Geometry, order and positions.
    ///   - parameters: Parameters of the compression.
    /// - Throws: `CompressionError` where the parameters do not fit the clip.
    public init(
        video: VideoPlan?, saliency: [Float], profile: any ModelProfile, parameters: CompressionParameters
    ) throws {
        let grid = video?.grid ?? CellGrid(height: 0, width: 0)
        let patchCount = video?.patchCount ?? 0
        let secondsPerGrid = video?.secondsPerGrid ?? 1
        self.video = video
        audioTokenCount = saliency.count
        windowSeconds = profile.windowSeconds
        windows = try profile.windows(
            patchCount: patchCount, audioTokenCount: saliency.count, secondsPerGrid: secondsPerGrid)
        compression = try CompressionPlan(
            saliency: saliency, windows: windows, patchCount: patchCount, cellsPerPatch: grid.count,
            parameters: parameters)
        layout = try profile.layout(
            grid: grid, patchCount: patchCount, audioTokenCount: saliency.count, secondsPerGrid: secondsPerGrid)
    }

    /// The same plan, every window losing the same share of its video (method `fixed`).
    func withoutGuidance() throws(CompressionError) -> ClipPlan {
        var plan = self
        plan.compression = try compression.withoutGuidance(grid: video?.grid ?? CellGrid(height: 0, width: 0))
        return plan
    }

    /// Which half of its window temporal patch `patch` of window `index` starts in: 0 or 1. Patches and audio tokens of
    /// the same half share the encoder's motion intervals.
    public func half(ofPatch patch: Int, inWindow index: Int) -> Int {
        guard let video else { return 0 }
        let start = Double(patch) * video.secondsPerGrid - Double(index) * windowSeconds
        return start >= windowSeconds / 2 ? 1 : 0
    }

    /// Half-open media time of each window in seconds.
    public var windowTimes: [Range<Double>] {
        windows.indices.map { Double($0) * windowSeconds..<Double($0 + 1) * windowSeconds }
    }

    /// Tokens kept of both modalities, L.
    public var keptCount: Int {
        compression.keptCells.reduce(0, +) + compression.audioKeep.lazy.filter { $0 }.count
    }
}
