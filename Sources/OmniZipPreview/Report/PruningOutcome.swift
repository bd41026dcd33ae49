import OmniZipBundle

/// What one method keeps at one pair of rates.
public struct PruningOutcome: Sendable, Codable, Equatable {
    /// Name that is unique within a report, such as "omnizip", "uniform" or "omnizip-0.4-0.7".
    public var id: String
    /// "omnizip" or a baseline.
    public var method: String
    /// Fraction of audio tokens that was asked to go.
    public var rhoAudio: Double
    /// Fraction of video tokens that was asked to go.
    public var rhoVideo: Double
    /// Fraction of audio tokens that goes, anchors counted as kept; nil without audio.
    public var audioRemoved: Double?
    /// Fraction of video tokens that goes; nil without video.
    public var videoRemoved: Double?
    /// Video and audio tokens together.
    public var block: TokenCount
    /// Video tokens.
    public var video: TokenCount
    /// Audio tokens.
    public var audio: TokenCount
    /// What the language model spends.
    public var cost: PruningCost
    /// What is lost over the whole clip.
    public var loss: LossFigures
    /// One entry a window; empty in sweeps.
    public var windows: [WindowOutcome]

    enum CodingKeys: String, CodingKey {
        case id
        case method
        case rhoAudio = "rho_audio"
        case rhoVideo = "rho_video"
        case audioRemoved = "audio_removed"
        case videoRemoved = "video_removed"
        case block
        case video
        case audio
        case cost
        case loss
        case windows
    }

    /// An outcome; removed fractions and the block follow from the counts.
    public init(
        id: String, method: String, rhoAudio: Double, rhoVideo: Double, video: TokenCount, audio: TokenCount,
        cost: PruningCost, loss: LossFigures, windows: [WindowOutcome]
    ) {
        self.id = id
        self.method = method
        self.rhoAudio = rhoAudio
        self.rhoVideo = rhoVideo
        audioRemoved = audio.total > 0 ? Double(audio.dropped) / Double(audio.total) : nil
        videoRemoved = video.total > 0 ? Double(video.dropped) / Double(video.total) : nil
        block = video + audio
        self.video = video
        self.audio = audio
        self.cost = cost
        self.loss = loss
        self.windows = windows
    }
}

/// One window of an outcome.
public struct WindowOutcome: Sendable, Codable, Equatable {
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
    /// Kept audio tokens / audio tokens, S_a; nil without audio.
    public var retention: Double?
    /// Video pruning rate before the budget; nil where no audio guides the window, and for other methods.
    public var baseRate: Double?
    /// Share of the window's video tokens that goes; nil without video.
    public var rate: Double?
    /// What is lost in the window.
    public var loss: LossFigures

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
        case loss
    }

    /// A window; retention follows from the counts.
    public init(
        index: Int, seconds: Range<Double>, patches: Range<Int>, audioTokens: Range<Int>, video: TokenCount,
        audio: TokenCount, baseRate: Double?, rate: Double?, loss: LossFigures
    ) {
        self.index = index
        startSeconds = seconds.lowerBound
        endSeconds = seconds.upperBound
        self.patches = [patches.lowerBound, patches.upperBound]
        self.audioTokens = [audioTokens.lowerBound, audioTokens.upperBound]
        self.video = video
        self.audio = audio
        retention = audio.total > 0 ? Double(audio.kept) / Double(audio.total) : nil
        self.baseRate = baseRate
        self.rate = rate
        self.loss = loss
    }
}
