import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipFFmpeg
import OmniZipMedia

/// Which pictures of a video become tokens, and at which size. Pure arithmetic over the index.
public struct VideoPlan: Sendable {
    /// Indices of the sampled frames in the whole stream's presentation order, ascending; a frame may repeat.
    public let frameIndices: [Int]
    /// Size of a sampled picture in pixels.
    public let pictureSize: PictureSize
    /// Cells of a temporal patch.
    public let grid: CellGrid
    /// Temporal patches, T: pairs of frames, the last frame repeated where their number is odd.
    public let patchCount: Int
    /// Frames sampled a second of media time.
    public let fpsEffective: Double
    /// Seconds from one temporal patch to the next, as positions and windows use them.
    public let secondsPerGrid: Double
    /// What a user should know about this plan.
    public let warnings: [ReportedWarning]

    /// Plans the sampling of `index`.
    ///
    /// - Throws: `ProfileError` if the picture cannot be brought to the model's geometry, `MediaError` if its times ask
    ///   for more samples than its frames can bear.
    public init(
        index: VideoStreamIndex, profile: any ModelProfile, configuration: IngestConfiguration
    ) throws {
        var warnings: [ReportedWarning] = []
        let sampled = try Self.sample(index, profile, configuration)
        let size = try profile.pictureSize(
            height: index.displayHeight, width: index.displayWidth, frameCount: sampled.indices.count,
            options: configuration.pictureOptions(for: profile))
        if index.displayHeight * index.displayWidth < size.height * size.width / 16 {
            warnings.append(
                ReportedWarning(
                    code: "picture_enlarged",
                    message: "the picture of \(index.displayWidth)x\(index.displayHeight) pixels is enlarged to "
                        + "\(size.width)x\(size.height)",
                    count: 1))
        }
        if sampled.indices.count == 1 {
            warnings.append(
                ReportedWarning(
                    code: "single_frame", message: "one frame only: its patch holds the same picture twice", count: 1))
        }
        frameIndices = sampled.indices
        pictureSize = size
        grid = CellGrid(height: size.height / profile.cellPixels, width: size.width / profile.cellPixels)
        patchCount = (sampled.indices.count + profile.temporalPatchFrames - 1) / profile.temporalPatchFrames
        fpsEffective = sampled.fps
        let assumedFPS = configuration.timing == .processor ? profile.assumedFramesPerSecond : sampled.fps
        secondsPerGrid = Double(profile.temporalPatchFrames) / assumedFPS
        self.warnings = warnings
    }

    /// The sampling that a bundle's metadata tell, for its video once more; nil for a bundle without video.
    public init?(bundle: TokenBundle) {
        guard bundle.patchCount > 0 else { return nil }
        frameIndices = bundle.frameIndex.map { Int($0) }
        pictureSize = PictureSize(height: bundle.metadata.resizedHeight, width: bundle.metadata.resizedWidth)
        grid = bundle.grid
        patchCount = bundle.patchCount
        fpsEffective = bundle.metadata.effectiveFramesPerSecond
        secondsPerGrid = bundle.metadata.secondsPerGrid
        warnings = []
    }

    /// The two frames of temporal patch `patch`, as positions in `frameIndices`.
    public func framePositions(ofPatch patch: Int) -> (first: Int, second: Int) {
        (2 * patch, min(2 * patch + 1, frameIndices.count - 1))
    }

    /// Samples the frames of the index, which may be those of a part. Their number goes by the whole stream's frame rate,
    /// as in the model's own processor; the rate that positions and windows use is the part's own.
    private static func sample(
        _ index: VideoStreamIndex, _ profile: any ModelProfile, _ configuration: IngestConfiguration
    ) throws -> (indices: [Int], fps: Double) {
        switch configuration.sampling {
        case .linspace:
            let count = try profile.frameCount(
                total: index.frameCount, framesPerSecond: index.streamFramesPerSecond,
                options: SamplingOptions(
                    framesPerSecond: configuration.fps, minFrames: configuration.minFrames,
                    maxFrames: configuration.maxFrames))
            let fps = Double(count) / Double(index.frameCount) * index.averageFramesPerSecond
            let places = profile.frameIndices(total: index.frameCount, count: count)
            return (places.map { index.firstFrame + $0 }, fps)
        case .interval:
            try IntervalBound.require(index, framesPerSecond: configuration.fps, limits: InputLimits())
            let places = try FrameSampling.interval(
                ticks: index.framePTS, timeBase: (index.timeBase.numerator, index.timeBase.denominator),
                framesPerSecond: configuration.fps)
            return (places.map { index.firstFrame + $0 }, configuration.fps)
        }
    }
}
