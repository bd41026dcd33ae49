import OmniZipKernels

/// What the audio tokens of a clip are made of, in arrays: at first at 25 tokens a second, then at the model's rate.
struct AudioTokenParts {
    /// Attention received.
    var saliency: [Float]
    /// Activity in [0, 1] per token.
    var activity: [Float]
    /// `[count][53]`, rows of length 1.
    var content: [Float]
    /// The sound in bands, where it was asked for.
    var bands: SoundBands?

    /// The same sound in the tokens of `framing`: saliency, activity and levels are means over a token's time, energies
    /// are sums, content is the direction of the mean.
    ///
    /// - Parameter count: tokens of the clip at the model's rate.
    func pooled(_ framing: AudioFraming, count: Int) -> AudioTokenParts {
        let base = saliency.count
        let ranges = (0..<count).compactMap { framing.baseTokens(ofToken: $0, baseCount: base) }
        guard ranges.count == count, count > 0 else { return self }
        return AudioTokenParts(
            saliency: ranges.map { Self.mean(saliency[$0]) }, activity: ranges.map { Self.mean(activity[$0]) },
            content: ranges.flatMap { direction(of: $0) }, bands: bands.map { Self.pooled($0, ranges) })
    }

    private static func mean(_ values: ArraySlice<Float>) -> Float {
        values.reduce(0, +) / Float(max(1, values.count))
    }

    private func direction(of tokens: Range<Int>) -> [Float] {
        let width = JointSpace.audioContentCount
        var sum = [Float](repeating: 0, count: width)
        for token in tokens {
            for column in 0..<width { sum[column] += content[token * width + column] }
        }
        // Each row holds the same positive constant, so the sum has a length.
        let square = sum.reduce(0) { $0 + $1 * $1 }
        let scale = square > 0 ? 1 / square.squareRoot() : 0
        return sum.map { $0 * scale }
    }

    private static func pooled(_ bands: SoundBands, _ ranges: [Range<Int>]) -> SoundBands {
        let width = SoundBands.count
        let levels = ranges.flatMap { tokens in
            (0..<width).map { band in
                tokens.reduce(0) { $0 + bands.levels[$1 * width + band] } / Float(max(1, tokens.count))
            }
        }
        func sums(_ values: [Float]) -> [Float] { ranges.map { values[$0].reduce(0, +) } }
        return SoundBands(levels: levels, energy: sums(bands.energy), salientEnergy: sums(bands.salientEnergy))
    }
}
