/// The budget rule of the authors' program. It can miss its own budget; it is kept for parity.
enum ReleasedRates {
    // Tokens by which the discard may miss the goal before anything is adjusted.
    private static let tolerance = 1e-3

    /// Share of kept audio tokens as a single-precision mean; NaN without audio.
    static func retention(kept: Int, tokenCount: Int) -> Double {
        tokenCount > 0 ? Double(Float(kept) / Float(tokenCount)) : .nan
    }

    /// Final rates of the guided windows.
    ///
    /// With more than two windows whose base discard misses the goal, the windows with the smallest and the largest
    /// base rate are held, the others are scaled, clamped, then shifted by what is still missing, and clamped again.
    static func rates(base: [Double], sizes: [Int], parameters: CompressionParameters) -> [Double] {
        let weights = sizes.map(Double.init)
        let goal = parameters.rhoVideo * weights.reduce(0, +)
        guard base.count > 2, abs(discard(base, weights, base.indices) - goal) > tolerance,
            let smallest = base.min(), let largest = base.max(),
            let lowest = base.firstIndex(of: smallest), let highest = base.firstIndex(of: largest)
        else { return base }
        let held = lowest == highest ? [lowest] : [lowest, highest]
        let others = base.indices.filter { !held.contains($0) }
        func clamp(_ x: Double) -> Double { min(max(x, parameters.rateMinimum), parameters.rateMaximum) }

        var rates = base
        let scalable = discard(base, weights, others)
        if scalable > 0 {
            let factor = (goal - discard(base, weights, held)) / scalable
            for i in others { rates[i] = clamp(rates[i] * factor) }
        }
        let missing = goal - discard(rates, weights, rates.indices)
        let room = others.reduce(0) { $0 + weights[$1] }
        if abs(missing) > tolerance, room > 0 {
            for i in others { rates[i] = clamp(rates[i] + missing / room) }
        }
        return rates
    }

    /// Kept cells of each patch of a window.
    static func keptPerPatch(cells: Int, rate: Double) -> Int {
        min(max(Int(Double(cells) * (1 - rate)), 0), cells)
    }

    private static func discard(_ rates: [Double], _ weights: [Double], _ indices: some Sequence<Int>) -> Double {
        indices.reduce(0) { $0 + rates[$1] * weights[$1] }
    }
}
