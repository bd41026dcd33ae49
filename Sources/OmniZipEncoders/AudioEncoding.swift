/// Encodes the sound of one clip, fed in pieces of any size.
public protocol AudioEncoding {
    /// Takes the next samples: 16 kHz, mono, in [-1, 1). The result does not depend on how samples are cut in pieces.
    mutating func append(_ samples: UnsafeBufferPointer<Float>)

    /// Whether the tokens carry `bands`; set it before `finish`. At first false.
    var keepsBands: Bool { get set }

    /// How the sound ends in the tokens' `logMel`; set it before `finish`. At first nil: the tokens carry none.
    var logMelEnding: LogMelEnding? { get set }

    /// The tokens of everything appended. Call once; nothing may be appended afterwards.
    mutating func finish() -> any AudioTokens
}

/// The audio tokens of a clip at the rate of its framing, kept in compact form.
public protocol AudioTokens: Sendable {
    /// Number of tokens, Na.
    var count: Int { get }
    /// Samples that were appended, at 16 kHz.
    var sampleCount: Int { get }
    /// Frames of 10 ms, see `AudioFraming.melFrameCount`.
    var melFrameCount: Int { get }
    /// Attention received: a softmax over the whole clip at 25 tokens a second, so that positive numbers sum to 1; longer
    /// tokens have the mean over theirs.
    var saliency: [Float] { get }

    /// The sound itself in bands, for people and measures; nil unless `keepsBands` was set.
    var bands: SoundBands? { get }

    /// The log-mel that the model's own encoder takes; nil unless `logMelEnding` was set.
    var logMel: LogMel? { get }

    /// Writes the tokens of `range` as rows of width D.
    ///
    /// - Parameters:
    ///   - range: tokens within `0 ..< count`.
    ///   - rows: room for `range.count * D` values.
    func write(_ range: Range<Int>, to rows: UnsafeMutableBufferPointer<Float>)
}
