/// The search for rates at which a video fits into a number of tokens.
public struct BudgetReport: Sendable, Codable, Equatable {
    /// One setting of the search and the tokens that it keeps.
    public struct Setting: Sendable, Codable, Equatable {
        /// Fraction of audio tokens that goes.
        public var rhoAudio: Double
        /// Fraction of video tokens that goes.
        public var rhoVideo: Double
        /// Frames sampled a second.
        public var framesPerSecond: Double
        /// Most pixels of a sampled frame.
        public var maxPixels: Int
        /// Tokens kept of both modalities.
        public var tokens: Int

        enum CodingKeys: String, CodingKey {
            case rhoAudio = "rho_audio"
            case rhoVideo = "rho_video"
            case framesPerSecond = "fps"
            case maxPixels = "max_pixels"
            case tokens
        }

        /// A setting.
        public init(rhoAudio: Double, rhoVideo: Double, framesPerSecond: Double, maxPixels: Int, tokens: Int) {
            self.rhoAudio = rhoAudio
            self.rhoVideo = rhoVideo
            self.framesPerSecond = framesPerSecond
            self.maxPixels = maxPixels
            self.tokens = tokens
        }
    }

    /// What came of the search.
    public enum Result: String, Sendable, Codable, CaseIterable {
        /// Rates alone are enough.
        case rates
        /// Fewer frames or pixels are needed, too, and `setting` has them.
        case sampling
        /// Nothing is enough; `setting` is the smallest.
        case impossible
    }

    /// Tokens allowed.
    public var maxTokens: Int
    /// What came of the search.
    public var result: Result
    /// The first setting that fits, or the smallest.
    public var setting: Setting
    /// Whether the report describes `setting`; false where it needs `--fit` and that was not given.
    public var isApplied: Bool

    enum CodingKeys: String, CodingKey {
        case maxTokens = "max_tokens"
        case result
        case setting
        case isApplied = "applied"
    }

    /// The outcome of a search.
    public init(maxTokens: Int, result: Result, setting: Setting, isApplied: Bool) {
        self.maxTokens = maxTokens
        self.result = result
        self.setting = setting
        self.isApplied = isApplied
    }
}
