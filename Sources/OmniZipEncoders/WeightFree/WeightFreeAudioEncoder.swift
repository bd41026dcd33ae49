import OmniZipKernels

/// Sound of one clip to tokens; see ``WeightFreeEncoder``.
struct WeightFreeAudioEncoder: AudioEncoding {
    private let space: JointSpace
    private var spectrogram = LogMelSpectrogram()
    var keepsBands = false

    init(space: JointSpace) {
        self.space = space
    }

    mutating func append(_ samples: UnsafeBufferPointer<Float>) {
        spectrogram.append(samples)
    }

    mutating func finish() -> any AudioTokens {
        spectrogram.finish()
        let frameCount = spectrogram.frameCount
        var features = AudioFeatures(draining: &spectrogram)
        let levels = keepsBands ? features.bands : []
        let saliency = features.takeSaliency(measuringEnergy: keepsBands)
        return WeightFreeAudioTokens(
            space: space, sampleCount: spectrogram.sampleCount, melFrameCount: frameCount, saliency: saliency.weights,
            activity: saliency.activity, content: features.content,
            bands: keepsBands ? SoundBands(bandMajor: levels, saliency: saliency) : nil)
    }
}

/// Audio tokens as content and activity; rows of the joint space are made when asked for.
struct WeightFreeAudioTokens: AudioTokens {
    let space: JointSpace
    let sampleCount: Int
    let melFrameCount: Int
    let saliency: [Float]
    /// Activity in [0, 1] per token.
    let activity: [Float]
    /// `[count][53]`, rows of length 1.
    let content: [Float]
    let bands: SoundBands?

    var count: Int { saliency.count }

    /// Tokens of one window of two seconds.
    private static let tokensPerWindow = 50
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
                row[space.audioContentStart + column] = JointSpace.contentScale * content[token * width + column]
            }
            let near = activity[token] * scale
            let isSecondHalf = token % Self.tokensPerWindow >= Self.tokensPerWindow / 2
            for bin in 0..<JointSpace.timeBinCount {
                let isOwn = (bin >= 2) == isSecondHalf
                row[space.timeBinStart + bin] = JointSpace.sharedScale * (isOwn ? near : near * far)
            }
            let rest = max(0, 1 - activity[token] * activity[token])
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
