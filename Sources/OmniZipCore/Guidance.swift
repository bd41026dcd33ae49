/// How a window's audio turns into the base rate of its video (scope `window`). Whatever the rule, the budget stays exact.
public enum Guidance: String, Sendable, Codable, CaseIterable {
    /// The paper's: S_a is the share of the window's audio tokens that are kept.
    case paper
    /// S_a stretched to the clip's own range: the guided window that keeps least counts as 0, the one that keeps most as 1.
    /// Where all guided windows keep alike, the paper's S_a.
    case stretched
    /// The window's mean saliency above the clip's median, as a share of the largest of any guided window.
    case floor
    /// The paper's S_a within wider bounds: half of `rate_min`, and half of the way from `rate_max` to 1.
    case wide

    /// Base rates of a clip's guided windows, within `bounds(of:)`.
    ///
    /// - Parameters:
    ///   - retention: share of each guided window's audio tokens that are kept, S_a.
    ///   - audio: the audio tokens of each guided window.
    ///   - saliency: attention received by each audio token of the clip, [Na], finite.
    ///   - parameters: bounds of the rates.
    /// - Complexity: O(N), `floor` O(Na log Na).
    func baseRates(
        retention: [Double], audio: [Range<Int>], saliency: [Float], parameters: CompressionParameters
    ) -> [Double] {
        let bounds = bounds(of: parameters)
        return signal(retention, audio, saliency).map {
            RetentionRates.baseRate(retention: $0, low: bounds.lowerBound, high: bounds.upperBound)
        }
    }

    /// Between which rates guided windows lie.
    ///
    /// - Precondition: 0 <= `rateMinimum` <= `rateMaximum` <= 1.
    public func bounds(of parameters: CompressionParameters) -> ClosedRange<Double> {
        guard self == .wide else { return parameters.rateMinimum...parameters.rateMaximum }
        return parameters.rateMinimum / 2...(1 + parameters.rateMaximum) / 2
    }

    /// What takes the place of S_a, in [0, 1].
    private func signal(_ retention: [Double], _ audio: [Range<Int>], _ saliency: [Float]) -> [Double] {
        switch self {
        case .paper, .wide: retention
        case .stretched: Self.stretched(retention)
        case .floor: Self.aboveFloor(audio, saliency)
        }
    }

    private static func stretched(_ retention: [Double]) -> [Double] {
        guard let least = retention.min(), let most = retention.max(), most > least else { return retention }
        return retention.map { ($0 - least) / (most - least) }
    }

    private static func aboveFloor(_ audio: [Range<Int>], _ saliency: [Float]) -> [Double] {
        guard !saliency.isEmpty else { return [] }
        // The lower of two medians: a floor is a value that occurs.
        let floor = saliency.sorted()[(saliency.count - 1) / 2]
        let excess = audio.map { range in
            range.reduce(0.0) { $0 + Double(max(saliency[$1] - floor, 0)) } / Double(max(range.count, 1))
        }
        guard let most = excess.max(), most > 0, most.isFinite else { return excess.map { _ in 0 } }
        return excess.map { $0 / most }
    }
}
