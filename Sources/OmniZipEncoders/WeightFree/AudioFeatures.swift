import OmniZipKernels

/// What audio tokens are made of: bands for saliency and a cepstrum for content.
struct AudioFeatures {
    /// Number of tokens.
    let count: Int
    /// Normalised log-mel per band, `[32][count]`.
    private(set) var bands: [Float]
    /// Content of each token, `[count][53]`: cepstrum around the clip's mean, its change within the token and a
    /// constant, of length 1.
    private(set) var content: [Float]

    private static let cepstrumCount = 40
    private static let changeCount = 12
    private static let constant: Float = 0.25

    /// Pools a finished spectrum to base tokens of four frames and frees it; the last token may lack frames.
    ///
    /// - Parameters:
    ///   - frameCount: frames of the clip.
    ///   - count: base tokens, at most one for each begun four frames.
    init(draining spectrogram: inout LogMelSpectrogram, frameCount: Int, count: Int) {
        self.count = count
        bands = [Float](repeating: 0, count: AudioSaliency.bandCount * count)
        content = [Float](repeating: 0, count: JointSpace.audioContentCount * count)
        let maximum = spectrogram.maximum
        var pooling = TokenPooling(floor: maximum - 8)
        var cepstrumSum = [Double](repeating: 0, count: Self.cepstrumCount)
        spectrogram.drain { firstFrame, logMel in
            for half in 0..<2 {
                let token = firstFrame / 4 + half
                guard token < count else { return }
                pooling.pool(logMel, lanes: 4 * half..<4 * half + min(4, frameCount - 4 * token))
                setBands(ofToken: token, pooling.mean)
                setContent(ofToken: token, pooling, sum: &cepstrumSum)
            }
        }
        normalizeContent(mean: cepstrumSum.map { Float($0 / Double(max(1, count))) })
    }

    /// Saliency of the tokens; the bands are used up by it.
    mutating func takeSaliency(measuringEnergy: Bool = false) -> AudioSaliency {
        defer { bands = [] }
        return AudioSaliency(bands: bands, count: count, measuringEnergy: measuringEnergy)
    }

    private mutating func setBands(ofToken token: Int, _ mean: [Float]) {
        for band in 0..<AudioSaliency.bandCount {
            let sum = (mean[4 * band] + mean[4 * band + 1]) + (mean[4 * band + 2] + mean[4 * band + 3])
            bands[band * count + token] = sum * 0.25
        }
    }

    private mutating func setContent(ofToken token: Int, _ pooling: TokenPooling, sum: inout [Double]) {
        content.withUnsafeMutableBufferPointer { all in
            guard let base = all.baseAddress else { return }
            let row = base + token * JointSpace.audioContentCount
            Self.cepstrum.transform(pooling.mean, into: row)
            Self.change.transform(pooling.change, into: row + Self.cepstrumCount)
            for u in 0..<Self.cepstrumCount { sum[u] += Double(row[u]) }
        }
    }

    private mutating func normalizeContent(mean: [Float]) {
        let width = JointSpace.audioContentCount
        for token in 0..<count {
            let row = token * width
            for u in 0..<Self.cepstrumCount { content[row + u] -= mean[u] }
            content[row + width - 1] = Self.constant
            var square: Float = 0
            for column in row..<row + width { square += content[column] * content[column] }
            let scale = 1 / square.squareRoot()
            for column in row..<row + width { content[column] *= scale }
        }
    }

    private static let cepstrum = CosineTransform(
        length: LogMelAnalyzer.melCount, coefficientCount: cepstrumCount
    ) { _ in 2.0.squareRoot() / 128 }

    private static let change = CosineTransform(
        length: LogMelAnalyzer.melCount, coefficientCount: changeCount
    ) { _ in 0.5 * 2.0.squareRoot() / 128 }
}

/// Mean and change of the frames of one token.
private struct TokenPooling {
    /// Smallest logarithm, 8 (80 dB) under the clip's largest.
    let floor: Float
    /// Mean of the normalised frames per mel bin.
    private(set) var mean = [Float](repeating: 0, count: LogMelAnalyzer.melCount)
    /// Mean of the second half of the frames minus mean of the first half.
    private(set) var change = [Float](repeating: 0, count: LogMelAnalyzer.melCount)

    init(floor: Float) {
        self.floor = floor
    }

    mutating func pool(_ logMel: UnsafePointer<LogMelAnalyzer.Lanes>, lanes: Range<Int>) {
        let lowest = LogMelAnalyzer.Lanes(repeating: floor)
        let isLowHalf = lanes.lowerBound == 0
        for mel in 0..<LogMelAnalyzer.melCount {
            let clamped = LaneMath.maximum(logMel[mel], lowest)
            let frames = isLowHalf ? clamped.lowHalf : clamped.highHalf
            let early = frames[0] + frames[1]
            // Normalised log-mel is (x + 4) / 4.
            switch lanes.count {
            case 4:
                let late = frames[2] + frames[3]
                mean[mel] = ((early + late) * 0.25 + 4) * 0.25
                change[mel] = (late - early) * 0.125
            case 3:
                mean[mel] = ((early + frames[2]) / 3 + 4) * 0.25
                change[mel] = (frames[2] - early * 0.5) * 0.25
            default:
                // The last token of a framing that keeps begun tokens: too short for a change.
                mean[mel] = ((lanes.count == 2 ? early * 0.5 : frames[0]) + 4) * 0.25
                change[mel] = 0
            }
        }
    }
}
