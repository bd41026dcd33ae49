import OmniZipKernels

/// Sound of one clip to tokens; see ``WeightFreeEncoder``.
struct WeightFreeAudioEncoder: AudioEncoding {
    private let space: JointSpace
    private var spectrogram = LogMelSpectrogram()

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
        let saliency = features.takeSaliency()
        return WeightFreeAudioTokens(
            space: space, sampleCount: spectrogram.sampleCount, melFrameCount: frameCount, saliency: saliency.weights,
            activity: saliency.activity, content: features.content)
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
