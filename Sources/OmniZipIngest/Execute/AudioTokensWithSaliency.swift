import OmniZipEncoders

/// An encoder's audio tokens with a saliency that comes from elsewhere.
struct AudioTokensWithSaliency: AudioTokens {
    /// The encoder's own, whose saliency is what it would have used.
    let tokens: any AudioTokens
    /// As given. [Na]
    let saliency: [Float]

    var count: Int { tokens.count }
    var sampleCount: Int { tokens.sampleCount }
    var melFrameCount: Int { tokens.melFrameCount }
    var bands: SoundBands? { tokens.bands }
    var logMel: LogMel? { tokens.logMel }

    func write(_ range: Range<Int>, to rows: UnsafeMutableBufferPointer<Float>) {
        tokens.write(range, to: rows)
    }
}
