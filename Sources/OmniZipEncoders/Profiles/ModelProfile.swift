import OmniZipCore

/// How frames are chosen from a clip.
public enum SamplingRule: String, Sendable, Codable, CaseIterable {
    /// An even spread from the first to the last frame, as the model's own tools sample.
    case linspace
    /// The frame shown at k / fps, without a cap on the number of frames.
    case interval
}

/// Options of the frame count rule. Defaults are qwen-omni-utils'.
public struct SamplingOptions: Sendable, Hashable, Codable {
    /// Frames a second to aim at, in (0, 1000].
    public var framesPerSecond: Double
    /// Fewest frames, at least 1; rounded up to the temporal patch.
    public var minFrames: Int
    /// Most frames, at least 2; rounded down to the temporal patch.
    public var maxFrames: Int

    /// Options of the frame count rule.
    public init(framesPerSecond: Double = 2, minFrames: Int = 4, maxFrames: Int = 768) {
        self.framesPerSecond = framesPerSecond
        self.minFrames = minFrames
        self.maxFrames = maxFrames
    }
}

/// Options of the picture size rule, in pixels of one frame; a profile names the usual ones.
public struct PictureOptions: Sendable, Hashable, Codable {
    /// Fewest pixels of a frame.
    public var minPixels: Int
    /// Most pixels of a frame, at least `minPixels`.
    public var maxPixels: Int
    /// Most pixels of all temporal patches of the clip together; nil: no such cap (interval sampling).
    public var totalPixels: Int?

    /// Options of the picture size rule.
    public init(minPixels: Int, maxPixels: Int, totalPixels: Int?) {
        self.minPixels = minPixels
        self.maxPixels = maxPixels
        self.totalPixels = totalPixels
    }
}

/// A picture's size in pixels.
public struct PictureSize: Sendable, Hashable, Codable {
    /// Rows of pixels.
    public let height: Int
    /// Columns of pixels.
    public let width: Int

    /// A size of `height` x `width` pixels.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }
}

/// What one model family expects of its input: sampling, picture size, windows, order and positions.
public protocol ModelProfile: Sendable {
    /// Name in configuration and bundles, e.g. "qwen2.5-omni".
    var name: String { get }
    /// Pixels of a cell's side: one cell is one video token.
    var cellPixels: Int { get }
    /// Frames of one temporal patch.
    var temporalPatchFrames: Int { get }
    /// Encoder patches of a cell's side, merged to one token.
    var spatialMerge: Int { get }
    /// How sound becomes audio tokens.
    var audioFraming: AudioFraming { get }
    /// Whether position ids are real numbers.
    var positionsAreFractional: Bool { get }
    /// Audio beyond this is cut by the model's processor; nil: never.
    var audioLimitSeconds: Double? { get }
    /// Length of a full window.
    var windowSeconds: Double { get }
    /// Sampled frames a second that the model's own processor assumes when it is not told.
    var assumedFramesPerSecond: Double { get }

    /// Pixels of a frame that the model's processor takes without resizing once more. The paper prunes at the lower bound.
    var pixelRange: ClosedRange<Int> { get }
    /// Most pixels of all temporal patches of a clip together, where the number of frames has a cap, too.
    var totalPixels: Int { get }

    /// Number of frames to sample under the rule `linspace`.
    ///
    /// - Parameters:
    ///   - total: frames of the clip.
    ///   - framesPerSecond: the clip's mean frame rate.
    func frameCount(total: Int, framesPerSecond: Double, options: SamplingOptions) throws(ProfileError) -> Int

    /// Indices (ascending, in presentation order) of `count` frames spread evenly over `total` frames.
    func frameIndices(total: Int, count: Int) -> [Int]

    /// Size that a picture of `height` x `width` pixels gets; a multiple of `cellPixels` on both sides.
    func pictureSize(
        height: Int, width: Int, frameCount: Int, options: PictureOptions
    ) throws(ProfileError)
        -> PictureSize

    /// Windows that tile patches and audio tokens in order; ranges may be empty.
    func windows(patchCount: Int, audioTokenCount: Int, secondsPerGrid: Double) throws(ProfileError) -> [TimeWindow]

    /// Order and positions of the audio-video block. Complexity: O(length of the block).
    func layout(
        grid: CellGrid, patchCount: Int, audioTokenCount: Int, secondsPerGrid: Double
    ) throws(ProfileError)
        -> BlockLayout
}

extension ModelProfile {
    /// Audio tokens of one second.
    public var audioTokensPerSecond: Double { audioFraming.tokensPerSecond }

    /// Audio tokens made of `melFrames` log-mel frames (100 a second).
    public func audioTokenCount(melFrames: Int) -> Int { audioFraming.tokenCount(melFrames: melFrames) }
}
