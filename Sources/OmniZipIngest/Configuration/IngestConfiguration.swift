import OmniZipBundle
import OmniZipCore
import OmniZipEncoders

/// Whose clock positions and windows follow.
public enum Timing: String, Sendable, Codable, CaseIterable {
    /// True seconds per grid, one clock for both streams.
    case `true`
    /// What the model's own processor assumes: the asked frame rate, stream offsets ignored.
    case processor
}

/// Everything that decides the bytes of a bundle. The same values, input and version give the same bytes.
public struct IngestConfiguration: Sendable, Hashable, Codable {
    /// Model whose geometry, order and positions are used; see `ProfileRegistry`.
    public var profile = "qwen2.5-omni"
    /// Encoder that makes the tokens; see `EncoderRegistry`.
    public var encoder = "weight-free"
    /// Width of a token, D.
    public var dimension = 256
    /// How frames are chosen.
    public var sampling = SamplingRule.linspace
    /// Frames sampled a second.
    public var fps = 2.0
    /// Fewest frames under `linspace`.
    public var minFrames = 4
    /// Most frames under `linspace`.
    public var maxFrames = 768
    /// Least pixels of a sampled frame; nil: 128 cells of the profile.
    public var minPixels: Int?
    /// Most pixels of a sampled frame (the model tools' VIDEO_MAX_PIXELS); nil: 128 cells of the profile, as in the paper.
    public var maxPixels: Int?
    /// Whose clock positions and windows follow.
    public var timing = Timing.true
    /// How much of the audio is used.
    public var audioLimit = AudioLimit.profile
    /// Saliency to use in place of the encoder's own, for runs over one clip; nil: the encoder's own.
    public var saliency: GivenSaliency?
    /// How tokens are chosen: OmniZip, or a baseline at equal counts.
    public var method = SelectionMethod.omnizip
    /// Seed of method `random`: 0 or more, and 0 for every other method.
    public var seed = 0
    /// Parameters of the compression; `mergeScoreScale` is set by the encoder.
    public var compression = CompressionParameters()
    /// Most tokens that a video may keep: rates are then chosen for each video, see `TokenBudget`; nil: as given.
    public var maxTokens: Int?
    /// Whether `maxTokens` may also take fewer frames and pixels, where rates alone do not fit.
    public var fit = false
    /// What a bundle holds.
    public var content = BundleContent.tokens
    /// How sampled frames are stored under content `inputs`.
    public var frameStorage = FrameStorage.raw
    /// Element type of the kept tokens.
    public var tokenPrecision = TokenPrecision.f16
    /// Largest picture, in pixels of the coded frame, that is opened.
    public var maxPicturePixels = 16384 * 16384
    /// Most streams of a file.
    public var maxStreams = 64
    /// Longest video or sound in seconds.
    public var maxDurationSeconds = 172_800.0
    /// Most packets of a video stream.
    public var maxIndexPackets = 20_000_000
    /// Containers allowed besides the standard ones, by FFmpeg's names of demuxers; see `omnizip probe --list-formats`.
    public var allowDemuxers: [String] = []
    /// Codecs allowed besides the standard ones, by FFmpeg's names of decoders.
    public var allowDecoders: [String] = []

    /// The defaults: profile qwen2.5-omni with the paper's 45 % preset.
    public init() {}
}
