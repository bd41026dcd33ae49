import OmniZipKernels

/// Sound of one clip to tokens; see ``WeightFreeEncoder``.
struct WeightFreeAudioEncoder: AudioEncoding {
    private let space: JointSpace
    private let framing: AudioFraming
    private var spectrogram = LogMelSpectrogram()
    var keepsBands = false
    var logMelEnding: LogMelEnding?

    init(space: JointSpace, framing: AudioFraming) {
        self.space = space
        self.framing = framing
    }

    mutating func append(_ samples: UnsafeBufferPointer<Float>) {
        spectrogram.append(samples)
    }

    mutating func finish() -> any AudioTokens {
        let logMel = spectrogram.finish(keeping: logMelEnding)
        let frameCount = framing.melFrameCount(samples: spectrogram.sampleCount)
        var features = AudioFeatures(
            draining: &spectrogram, frameCount: frameCount, count: framing.baseTokenCount(melFrames: frameCount))
        let levels = keepsBands ? features.bands : []
        let saliency = features.takeSaliency(measuringEnergy: keepsBands)
        let parts = AudioTokenParts(
            saliency: saliency.weights, activity: saliency.activity, content: features.content,
            bands: keepsBands ? SoundBands(bandMajor: levels, saliency: saliency) : nil)
        return WeightFreeAudioTokens(
            space: space, sampleCount: spectrogram.sampleCount, melFrameCount: frameCount,
            tokensPerWindow: framing.tokensPerWindow,
            parts: parts.pooled(framing, count: framing.tokenCount(melFrames: frameCount)), logMel: logMel)
    }
}

/// Audio tokens as content and activity; rows of the joint space are made when asked for.
struct WeightFreeAudioTokens: AudioTokens {
    let space: JointSpace
    let sampleCount: Int
    let melFrameCount: Int
    /// Tokens of one window of two seconds.
    let tokensPerWindow: Int
    let parts: AudioTokenParts
    let logMel: LogMel?

    var saliency: [Float] { parts.saliency }
    var bands: SoundBands? { parts.bands }
    var count: Int { parts.saliency.count }

    /// Activity that a token has in the half seconds of the other second, relative to its own.
    private static let farActivity: Float = 0.2

    func write(_ range: Range<Int>, to rows: UnsafeMutableBufferPointer<Float>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "tokens lie within the clip")
        precondition(rows.count >= range.count * space.dimension, "rows hold the tokens")
        guard let base = rows.baseAddress else { return }
        let width = JointSpace.audioContentCount
        let far = Self.farActivity
        let scale = 1 / (2 + 2 * far * far).squareRoot()
        for (position, token) in range.enumerated() {
            let row = base + position * space.dimension
            row.update(repeating: 0, count: space.dimension)
            for column in 0..<width {
                row[space.audioContentStart + column] = JointSpace.contentScale * parts.content[token * width + column]
            }
            let activity = parts.activity[token]
            let near = activity * scale
            let isSecondHalf = token % tokensPerWindow >= tokensPerWindow / 2
            for bin in 0..<JointSpace.timeBinCount {
                let isOwn = (bin >= 2) == isSecondHalf
                row[space.timeBinStart + bin] = JointSpace.sharedScale * (isOwn ? near : near * far)
            }
            let rest = max(0, 1 - activity * activity)
            row[space.audioRest] = JointSpace.sharedScale * rest.squareRoot()
        }
    }
}

extension SoundBands {
    /// Bands of saliency, `[band][token]`, turned to token after token.
    fileprivate init(bandMajor: [Float], saliency: AudioSaliency) {
        let tokens = bandMajor.count / Self.count
        var levels = [Float](repeating: 0, count: bandMajor.count)
        for band in 0..<Self.count {
            for token in 0..<tokens { levels[token * Self.count + band] = bandMajor[band * tokens + token] }
        }
        self.init(levels: levels, energy: saliency.energy, salientEnergy: saliency.salientEnergy)
    }
}
