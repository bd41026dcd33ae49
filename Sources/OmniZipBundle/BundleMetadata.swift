import OmniZipCore

/// What a bundle carries beside the plan.
public enum BundleContent: String, Sendable, Codable, CaseIterable {
    /// Masks, positions, merges; `tokens` has no rows.
    case plan
    /// The plan and the kept tokens.
    case tokens
    /// The plan, the kept tokens and the model's own inputs: sampled frames and log-mel.
    case inputs
}

/// Provenance and geometry of a bundle: the strings of its `__metadata__`, typed.
public struct BundleMetadata: Sendable, Equatable {
    /// The schema that this module writes and reads.
    public static let schema = "omnizip.bundle/1"

    /// Program that made the bundle.
    public var generator: String
    /// Its version.
    public var generatorVersion: String
    /// Model profile, e.g. "qwen2.5-omni".
    public var profile: String
    /// Encoder of the tokens.
    public var encoder: String
    /// Its version.
    public var encoderVersion: String
    /// Width of a token, D.
    public var dimension: Int
    /// Plan only, with tokens, or with the model's inputs.
    public var content: BundleContent
    /// How sampled frames are stored where they are.
    public var frameStorage: FrameStorage
    /// How the tokens were chosen.
    public var method: SelectionMethod
    /// Seed of method `random`; nil for other methods.
    public var seed: RandomSeed?
    /// Every parameter of the compression.
    public var parameters: CompressionParameters
    /// Temporal patches, rows and columns of encoder patches, before the 2x2 merge.
    public var gridTHW: [Int]
    /// Rows of pixels of the pictures that were encoded.
    public var resizedHeight: Int
    /// Columns of pixels.
    public var resizedWidth: Int
    /// Sampling rule: "linspace" or "interval".
    public var sampling: String
    /// "true" (media time) or "processor" (as the model's processor assumes).
    public var timing: String
    /// Sampled frames a second.
    public var effectiveFramesPerSecond: Double
    /// Seconds of one temporal patch, as positions count them.
    public var secondsPerGrid: Double
    /// Log-mel frames (100 a second).
    public var melFrames: Int
    /// Samples at 16 kHz, as encoded.
    public var audioSamples: Int
    /// Silence put before the audio; negative: cut from its start, because it began before the video. What a part cuts
    /// is not counted.
    public var audioLeadSeconds: Double
    /// Whether the audio was cut at the profile's limit.
    public var audioTruncated: Bool
    /// Position id of the token after the block.
    public var nextPosition: Double
    /// File name of the video.
    public var sourceName: String
    /// Its size.
    public var sourceBytes: Int
    /// Its SHA-256, 64 hex digits.
    public var sourceSHA256: String
    /// The part of the video that the bundle is made of; nil: all of it.
    public var part: BundlePart?
    /// SHA-256 of the file whose saliency was used in place of the encoder's own; nil: the encoder's own was used.
    public var saliencySHA256: String?
    /// SHA-256 of the effective configuration.
    public var configSHA256: String

    /// All of it.
    public init(
        generator: String = "omnizip", generatorVersion: String, profile: String, encoder: String,
        encoderVersion: String, dimension: Int, content: BundleContent, frameStorage: FrameStorage = .raw,
        method: SelectionMethod = .omnizip, seed: RandomSeed? = nil, parameters: CompressionParameters, gridTHW: [Int],
        resizedHeight: Int, resizedWidth: Int, sampling: String, timing: String,
        effectiveFramesPerSecond: Double, secondsPerGrid: Double, melFrames: Int, audioSamples: Int,
        audioLeadSeconds: Double, audioTruncated: Bool, nextPosition: Double, sourceName: String, sourceBytes: Int,
        sourceSHA256: String, part: BundlePart? = nil, saliencySHA256: String? = nil, configSHA256: String
    ) {
        self.generator = generator
        self.generatorVersion = generatorVersion
        self.profile = profile
        self.encoder = encoder
        self.encoderVersion = encoderVersion
        self.dimension = dimension
        self.content = content
        self.frameStorage = frameStorage
        self.method = method
        self.seed = seed
        self.parameters = parameters
        self.gridTHW = gridTHW
        self.resizedHeight = resizedHeight
        self.resizedWidth = resizedWidth
        self.sampling = sampling
        self.timing = timing
        self.effectiveFramesPerSecond = effectiveFramesPerSecond
        self.secondsPerGrid = secondsPerGrid
        self.melFrames = melFrames
        self.audioSamples = audioSamples
        self.audioLeadSeconds = audioLeadSeconds
        self.audioTruncated = audioTruncated
        self.nextPosition = nextPosition
        self.sourceName = sourceName
        self.sourceBytes = sourceBytes
        self.sourceSHA256 = sourceSHA256
        self.part = part
        self.saliencySHA256 = saliencySHA256
        self.configSHA256 = configSHA256
    }
}
