import OmniZipCore

/// How frames and samples were taken from the video.
public struct SamplingSummary: Sendable, Codable, Equatable {
    /// "linspace" or "interval".
    public var rule: String
    /// "true" or "processor".
    public var timing: String
    /// Sampled frames.
    public var frames: Int
    /// Sampled frames a second.
    public var effectiveFramesPerSecond: Double
    /// Seconds of one temporal patch.
    public var secondsPerGrid: Double
    /// Temporal patches, rows and columns of encoder patches, before the 2x2 merge.
    public var gridTHW: [Int]
    /// Rows of pixels that were encoded.
    public var resizedHeight: Int
    /// Columns of pixels that were encoded.
    public var resizedWidth: Int
    /// Log-mel frames.
    public var melFrames: Int
    /// Samples at 16 kHz.
    public var audioSamples: Int
    /// Silence put before the audio; negative: cut from its start.
    public var audioLeadSeconds: Double
    /// Whether the audio was cut at the profile's limit.
    public var audioTruncated: Bool

    enum CodingKeys: String, CodingKey {
        case rule
        case timing
        case frames
        case effectiveFramesPerSecond = "fps_effective"
        case secondsPerGrid = "seconds_per_grid"
        case gridTHW = "grid_thw"
        case resizedHeight = "resized_height"
        case resizedWidth = "resized_width"
        case melFrames = "mel_frames"
        case audioSamples = "audio_samples"
        case audioLeadSeconds = "audio_lead_seconds"
        case audioTruncated = "audio_truncated"
    }

    /// A sampling.
    public init(
        rule: String, timing: String, frames: Int, effectiveFramesPerSecond: Double, secondsPerGrid: Double,
        gridTHW: [Int], resizedHeight: Int, resizedWidth: Int, melFrames: Int, audioSamples: Int,
        audioLeadSeconds: Double, audioTruncated: Bool
    ) {
        self.rule = rule
        self.timing = timing
        self.frames = frames
        self.effectiveFramesPerSecond = effectiveFramesPerSecond
        self.secondsPerGrid = secondsPerGrid
        self.gridTHW = gridTHW
        self.resizedHeight = resizedHeight
        self.resizedWidth = resizedWidth
        self.melFrames = melFrames
        self.audioSamples = audioSamples
        self.audioLeadSeconds = audioLeadSeconds
        self.audioTruncated = audioTruncated
    }

    /// The sampling that a bundle's metadata tells.
    public init(_ metadata: BundleMetadata, frames: Int) {
        rule = metadata.sampling
        timing = metadata.timing
        self.frames = frames
        effectiveFramesPerSecond = metadata.effectiveFramesPerSecond
        secondsPerGrid = metadata.secondsPerGrid
        gridTHW = metadata.gridTHW
        resizedHeight = metadata.resizedHeight
        resizedWidth = metadata.resizedWidth
        melFrames = metadata.melFrames
        audioSamples = metadata.audioSamples
        audioLeadSeconds = metadata.audioLeadSeconds
        audioTruncated = metadata.audioTruncated
    }
}

/// Tokens of one modality, or of all.
public struct TokenCount: Sendable, Codable, Hashable {
    /// Tokens before compression.
    public var total: Int
    /// Tokens kept.
    public var kept: Int
    /// Tokens dropped or merged away.
    public var dropped: Int

    /// A count.
    public init(total: Int, kept: Int) {
        self.total = total
        self.kept = kept
        dropped = total - kept
    }

    /// The count of a mask.
    public init(_ keep: [Bool]) {
        self.init(total: keep.count, kept: BlockMask.trueCount(keep))
    }

    /// The sum of two counts.
    public static func + (left: TokenCount, right: TokenCount) -> TokenCount {
        TokenCount(total: left.total + right.total, kept: left.kept + right.kept)
    }
}

/// What a bundle keeps and drops.
public struct CountSummary: Sendable, Codable, Hashable {
    /// Video and audio together.
    public var block: TokenCount
    /// Video tokens.
    public var video: TokenCount
    /// Audio tokens.
    public var audio: TokenCount
    /// Temporal patches.
    public var patches: Int
    /// Windows.
    public var windows: Int
    /// Windows that audio guides: those with audio and video.
    public var guidedWindows: Int
    /// Entries of the merge table.
    public var merges: Int

    enum CodingKeys: String, CodingKey {
        case block
        case video
        case audio
        case patches
        case windows
        case guidedWindows = "guided_windows"
        case merges
    }

    /// The counts of a bundle.
    public init(_ bundle: TokenBundle) {
        video = TokenCount(bundle.videoKeep)
        audio = TokenCount(bundle.audioKeep)
        block = video + audio
        patches = bundle.patchCount
        windows = bundle.windows.count
        guidedWindows = bundle.windows.filter { !$0.audio.isEmpty && !$0.patches.isEmpty }.count
        merges = bundle.merges.count
    }
}

/// One row of the per-window table.
public struct WindowSummary: Sendable, Codable, Equatable {
    /// Number of the window, from 0.
    public var index: Int
    /// Start in media time.
    public var startSeconds: Double
    /// End in media time.
    public var endSeconds: Double
    /// Temporal patches: start and end.
    public var patches: [Int]
    /// Audio tokens: start and end.
    public var audioTokens: [Int]
    /// Video tokens.
    public var video: TokenCount
    /// Audio tokens.
    public var audio: TokenCount
    /// Kept audio tokens / audio tokens; nil without audio.
    public var retention: Float?
    /// Video pruning rate before the budget; nil where unguided.
    public var baseRate: Float?
    /// Video pruning rate after the budget.
    public var rate: Float

    enum CodingKeys: String, CodingKey {
        case index
        case startSeconds = "start_seconds"
        case endSeconds = "end_seconds"
        case patches
        case audioTokens = "audio_tokens"
        case video
        case audio
        case retention
        case baseRate = "base_rate"
        case rate
    }

    /// The table of a sound bundle.
    public static func table(of bundle: TokenBundle) -> [WindowSummary] {
        bundle.windows.enumerated().map { WindowSummary(index: $0, window: $1, bundle: bundle) }
    }

    private init(index: Int, window: BundleWindow, bundle: TokenBundle) {
        let cells = bundle.grid.count
        let tokens = window.patches.lowerBound * cells..<window.patches.upperBound * cells
        self.index = index
        startSeconds = window.seconds.lowerBound
        endSeconds = window.seconds.upperBound
        patches = [window.patches.lowerBound, window.patches.upperBound]
        audioTokens = [window.audio.lowerBound, window.audio.upperBound]
        video = TokenCount(Array(bundle.videoKeep[tokens]))
        audio = TokenCount(Array(bundle.audioKeep[window.audio]))
        retention = window.retention.isNaN ? nil : window.retention
        baseRate = window.baseRate.isNaN ? nil : window.baseRate
        rate = window.rate
    }
}

/// What the block costs the language model, before and after.
public struct CostSummary: Sendable, Codable, Equatable {
    /// The language model of the estimates.
    public var model: String
    /// Without compression.
    public var full: CostEstimate
    /// With compression.
    public var compressed: CostEstimate

    /// A comparison.
    public init(model: String, full: CostEstimate, compressed: CostEstimate) {
        self.model = model
        self.full = full
        self.compressed = compressed
    }
}

/// Estimates for a number of audio-video tokens (OmniZip, arXiv 2511.14582, eq. 9).
public struct CostEstimate: Sendable, Codable, Equatable {
    /// Audio-video tokens.
    public var tokens: Int
    /// Operations to read them.
    public var prefillFLOPs: Double
    /// Operations to write 100 tokens after them.
    public var decodeFLOPs: Double
    /// Bytes of their keys and values.
    public var keyValueBytes: Int

    enum CodingKeys: String, CodingKey {
        case tokens
        case prefillFLOPs = "prefill_flops"
        case decodeFLOPs = "decode_flops"
        case keyValueBytes = "kv_cache_bytes"
    }

    /// What `model` spends on `tokens` tokens.
    public init(tokens: Int, model: CostModel) {
        self.init(
            tokens: tokens, prefillFLOPs: model.prefillFLOPs(tokens: tokens),
            decodeFLOPs: model.decodeFLOPs(tokens: tokens), keyValueBytes: model.keyValueBytes(tokens: tokens))
    }

    /// An estimate.
    public init(tokens: Int, prefillFLOPs: Double, decodeFLOPs: Double, keyValueBytes: Int) {
        self.tokens = tokens
        self.prefillFLOPs = prefillFLOPs
        self.decodeFLOPs = decodeFLOPs
        self.keyValueBytes = keyValueBytes
    }
}
