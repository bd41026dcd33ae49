import OmniZipKernels

/// Triangular filters on Slaney's mel scale with unit area, as Whisper's feature extractor uses them.
///
/// Only the few bins under each triangle are kept.
struct MelFilterBank: Sendable {
    /// The bins that one filter sees.
    struct Filter: Sendable {
        /// First bin of the power spectrum.
        let firstBin: Int
        /// Number of bins.
        let binCount: Int
        /// Where its weights begin in ``MelFilterBank/weights``.
        let firstWeight: Int
    }

    /// Filters from low to high.
    let filters: [Filter]
    /// Weights of all filters, one after the other.
    let weights: [Float]

    /// `count` filters from 0 Hz to half the sample rate over a spectrum of `frameSize / 2 + 1` bins.
    init(count: Int, sampleRate: Double, frameSize: Int) {
        let top = Self.mel(ofHertz: sampleRate / 2)
        let edges = (0..<count + 2).map { Self.hertz(ofMel: top * Double($0) / Double(count + 1)) }
        var filters: [Filter] = []
        var weights: [Float] = []
        for index in 0..<count {
            let (low, centre, high) = (edges[index], edges[index + 1], edges[index + 2])
            let firstWeight = weights.count
            var firstBin = 0
            for bin in 0...frameSize / 2 {
                let hertz = Double(bin) * sampleRate / Double(frameSize)
                let height = min((hertz - low) / (centre - low), (high - hertz) / (high - centre))
                guard height > 0 else { continue }
                if weights.count == firstWeight { firstBin = bin }
                weights.append(Float(height * 2 / (high - low)))
            }
            filters.append(
                Filter(firstBin: firstBin, binCount: weights.count - firstWeight, firstWeight: firstWeight))
        }
        self.filters = filters
        self.weights = weights
    }

    // Linear below 1000 Hz (15 mel), logarithmic above: 27 mel per factor 6.4.
    private static let melsPerLogHertz = 27 / PortableMath.log(6.4)

    private static func mel(ofHertz hertz: Double) -> Double {
        hertz < 1000 ? hertz * 3 / 200 : 15 + PortableMath.log(hertz / 1000) * melsPerLogHertz
    }

    private static func hertz(ofMel mel: Double) -> Double {
        mel < 15 ? mel * 200 / 3 : 1000 * PortableMath.exp((mel - 15) / melsPerLogHertz)
    }
}
