/// How a model cuts sound into tokens: by the audio tower's convolutions.
///
/// Base tokens are the 25 a second at which saliency and content are computed; where a model's tokens are longer, they are
/// pooled from these.
public enum AudioFraming: String, Sendable, Codable, CaseIterable {
    /// Qwen2.5-Omni: four log-mel frames a token, 25 tokens a second.
    case fourFrames
    /// Qwen3-Omni: each second is a chunk of its own, cut into 13 tokens of eight frames, the last of four.
    case secondsOfThirteen

    private static let framesPerSecond = 100
    private static let tokensPerChunk = 13
    private static let baseTokensPerSecond = 25

    /// Tokens of a full second.
    public var tokensPerSecond: Double { self == .fourFrames ? 25 : 13 }

    /// Tokens of a full window of two seconds.
    public var tokensPerWindow: Int { self == .fourFrames ? 50 : 26 }

    /// How the model's processor ends the sound: Qwen2.5-Omni's pads it to 300 seconds, Qwen3-Omni's does not
    /// (`padding` of WhisperFeatureExtractor in transformers).
    public var logMelEnding: LogMelEnding { self == .fourFrames ? .zeros(upTo: 300 * 16000) : .reflected }

    /// Log-mel frames of `samples` samples at 16 kHz.
    public func melFrameCount(samples: Int) -> Int { logMelEnding.frameCount(sampleCount: samples) }

    /// Tokens made of `melFrames` log-mel frames (`_get_feat_extract_output_lengths` of the model in transformers).
    public func tokenCount(melFrames: Int) -> Int {
        guard melFrames > 0 else { return 0 }
        switch self {
        case .fourFrames: return (melFrames + 1) / 2 / 2
        case .secondsOfThirteen:
            let (seconds, rest) = melFrames.quotientAndRemainder(dividingBy: Self.framesPerSecond)
            return seconds * Self.tokensPerChunk + (rest + 7) / 8
        }
    }

    /// Base tokens made of `melFrames` log-mel frames: every token has at least one.
    func baseTokenCount(melFrames: Int) -> Int {
        self == .fourFrames ? tokenCount(melFrames: melFrames) : (max(0, melFrames) + 3) / 4
    }

    /// Base tokens that `token` is pooled from; nil where tokens are the base tokens.
    ///
    /// - Parameter baseCount: base tokens of the clip.
    func baseTokens(ofToken token: Int, baseCount: Int) -> Range<Int>? {
        guard self == .secondsOfThirteen else { return nil }
        let (second, place) = token.quotientAndRemainder(dividingBy: Self.tokensPerChunk)
        let start = second * Self.baseTokensPerSecond + 2 * place
        return start..<min(start + 2, (second + 1) * Self.baseTokensPerSecond, baseCount)
    }
}
