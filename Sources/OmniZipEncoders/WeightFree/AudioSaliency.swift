import OmniZipKernels

/// How much each moment stands out from the sound around it.
///
/// Every band's floor is a running median over 8 s to both sides, after common drift of the level is taken out, plus half
/// the spread below it; what lies above the floor and within 40 dB of the loudest floor counts. The softmax of the
/// result is the mean attention that a token receives when every query is (sqrt d, 0, ...) and key k is (b[k], 0, ...)
/// (OmniZip, arXiv 2511.14582, eq. 2), at linear cost.
struct AudioSaliency {
    /// Bands per token.
    static let bandCount = 32

    /// Attention before the softmax, b.
    private(set) var logits: [Float] = []
    /// Activity in [0, 1] for the space shared with pictures.
    private(set) var activity: [Float] = []
    /// Softmax of the logits over the clip.
    private(set) var weights: [Float] = []
    /// Energy of all bands, where it was asked for.
    private(set) var energy: [Float] = []
    /// Energy above floor and mask, where it was asked for.
    private(set) var salientEnergy: [Float] = []

    /// Saliency of `count` tokens.
    ///
    /// - Parameters:
    ///   - bands: normalised log-mel per band, `[bandCount][count]`.
    ///   - measuringEnergy: Whether energies are measured, too.
    init(bands: [Float], count: Int, measuringEnergy: Bool = false) {
        guard count > 0 else { return }
        let drift = Self.drift(bands, count: count)
        let floor = Self.floor(bands, drift: drift, count: count)
        var excess = Self.excess(bands, above: floor, count: count)
        if measuringEnergy { measureEnergy(bands, above: floor, count: count) }
        excess = Self.smoothed(excess)
        let level = Self.running(10, radius: 75, of: excess)
        logits.reserveCapacity(count)
        activity.reserveCapacity(count)
        for k in 0..<count {
            let salience = max(0, excess[k] - level[k] - 0.04)
            let golden = Double(k % 50) * 0.6180339887498949
            let dither = Float(0.04 * (golden - golden.rounded(.down)))
            logits.append(8 * (salience / (salience + 0.15) + dither))
            activity.append(min(1, salience / 0.2))
        }
        weights = Self.softmax(logits)
    }

    /// Drift of the background common to all bands, at most 8 dB to either side.
    private static func drift(_ bands: [Float], count: Int) -> [Float] {
        var deviation = [Float](repeating: 0, count: bands.count)
        var percentile = RunningPercentile(percent: 50, radius: 200)
        withBands(bands, count: count) { band, values in
            deviation.withUnsafeMutableBufferPointer { all in
                let target = UnsafeMutableBufferPointer(rebasing: all[band * count..<(band + 1) * count])
                percentile.evaluate(values, into: target)
                for k in 0..<count { target[k] = values[k] - target[k] }
            }
        }
        var common = [Float](repeating: 0, count: count)
        var column = [Float](repeating: 0, count: bandCount)
        for k in 0..<count {
            for band in 0..<bandCount { column[band] = deviation[band * count + k] }
            column.sort()
            common[k] = RunningPercentile.value(ofSorted: column, percent: 40)
        }
        return running(50, radius: 50, of: common).map { min(max($0, -0.2), 0.2) }
    }

    /// The background of every band, and the loudest of them: what lies 40 dB below it is masked.
    private struct Floor {
        /// `[bandCount][count]`.
        var bands: [Float]
        /// `[count]`.
        var loudest: [Float]

        /// What a band has to exceed to be heard.
        func threshold(band: Int, token: Int) -> Float {
            max(bands[band * loudest.count + token], loudest[token] - 1)
        }
    }

    private static func floor(_ bands: [Float], drift: [Float], count: Int) -> Floor {
        var result = Floor(
            bands: [Float](repeating: 0, count: bands.count),
            loudest: [Float](repeating: -.infinity, count: count))
        var median = RunningPercentile(percent: 50, radius: 200)
        var low = RunningPercentile(percent: 10, radius: 200)
        var rest = [Float](repeating: 0, count: count)
        withBands(bands, count: count) { band, values in
            result.bands.withUnsafeMutableBufferPointer { all in
                let floor = UnsafeMutableBufferPointer(rebasing: all[band * count..<(band + 1) * count])
                for k in 0..<count { rest[k] = values[k] - drift[k] }
                rest.withUnsafeBufferPointer { median.evaluate($0, into: floor) }
                for k in 0..<count {
                    floor[k] += drift[k]
                    rest[k] = values[k] - floor[k]
                }
                rest.withUnsafeMutableBufferPointer { low.evaluate(UnsafeBufferPointer($0), into: $0) }
                for k in 0..<count {
                    floor[k] += 0.5 * max(0, -rest[k] - 0.03)
                    result.loudest[k] = max(result.loudest[k], floor[k])
                }
            }
        }
        return result
    }

    /// Fourth-power mean over bands of what rises above floor and mask.
    private static func excess(_ bands: [Float], above floor: Floor, count: Int) -> [Float] {
        var sum = [Float](repeating: 0, count: count)
        withBands(bands, count: count) { band, values in
            for k in 0..<count {
                let above = max(0, values[k] - floor.threshold(band: band, token: k))
                sum[k] += (above * above) * (above * above)
            }
        }
        return sum.map { ($0 / Float(bandCount)).squareRoot().squareRoot() }
    }

    /// Energies of the bands, in units of the loudest sound that the extractor keeps apart: a level of 1 unit is 40 dB.
    private mutating func measureEnergy(_ bands: [Float], above floor: Floor, count: Int) {
        func power(_ level: Float) -> Float { Float(PortableMath.exp(Double(level) * 4 * 2.302585092994046)) }
        energy = [Float](repeating: 0, count: count)
        salientEnergy = energy
        for band in 0..<Self.bandCount {
            for k in 0..<count {
                let level = bands[band * count + k]
                let all = power(level)
                energy[k] += all
                let threshold = floor.threshold(band: band, token: k)
                if level > threshold { salientEnergy[k] += all - power(threshold) }
            }
        }
    }

    private static func withBands(
        _ bands: [Float], count: Int, _ body: (_ band: Int, _ values: UnsafeBufferPointer<Float>) -> Void
    ) {
        bands.withUnsafeBufferPointer { all in
            for band in 0..<bandCount {
                body(band, UnsafeBufferPointer(rebasing: all[band * count..<(band + 1) * count]))
            }
        }
    }

    private static func running(_ percent: Double, radius: Int, of series: [Float]) -> [Float] {
        var percentile = RunningPercentile(percent: percent, radius: radius)
        var result = [Float](repeating: 0, count: series.count)
        series.withUnsafeBufferPointer { values in
            result.withUnsafeMutableBufferPointer { percentile.evaluate(values, into: $0) }
        }
        return result
    }

    /// Gaussian smoothing, sigma 1.5 tokens, nine taps, first and last value repeated.
    private static func smoothed(_ values: [Float]) -> [Float] {
        var taps = (-4...4).map { PortableMath.exp(-0.5 * Double($0 * $0) / 2.25) }
        let sum = taps.reduce(0, +)
        taps = taps.map { $0 / sum }
        return values.indices.map { k in
            var result = 0.0
            for tap in 0..<9 {
                result += taps[tap] * Double(values[min(max(k + tap - 4, 0), values.count - 1)])
            }
            return Float(result)
        }
    }

    private static func softmax(_ logits: [Float]) -> [Float] {
        let largest = Double(logits.max() ?? 0)
        let exponentials = logits.map { PortableMath.exp(Double($0) - largest) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { Float($0 / sum) }
    }
}
