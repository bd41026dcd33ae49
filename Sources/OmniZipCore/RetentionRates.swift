/// From what a window keeps of its audio to how much of its video goes (OmniZip, arXiv 2511.14582).
public enum RetentionRates {
    /// Share of a window's audio tokens that are kept; NaN without audio.
    public static func retention(kept: Int, tokenCount: Int) -> Double {
        tokenCount > 0 ? Double(kept) / Double(tokenCount) : .nan
    }

    /// Pruning rate of a window's video before the budget: the more audio is kept, the less video goes. This is the
    /// paper's rule only, whatever the `guidance` of `parameters`.
    ///
    /// - Parameters:
    ///   - retention: share of the window's audio tokens that are kept, in [0, 1]; NaN gives NaN.
    ///   - parameters: bounds of the rate.
    /// - Returns: a rate within [`rateMinimum`, `rateMaximum`], and so within [0, 1] where these are valid.
    public static func baseRate(retention: Double, parameters: CompressionParameters) -> Double {
        baseRate(retention: retention, low: parameters.rateMinimum, high: parameters.rateMaximum)
    }

    static func baseRate(retention: Double, low: Double, high: Double) -> Double {
        min(max(high - (high - low) * retention, low), high)
    }
}
