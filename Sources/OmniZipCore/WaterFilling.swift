/// One factor on all base rates that meets the budget exactly while every rate stays within its bounds.
public enum WaterFilling {
    /// Rates r_i = clamp(lambda * base_i, low, high) with sum(size_i * r_i) = goal * sum(size_i).
    ///
    /// - Parameters:
    ///   - base: base rates of the guided windows, within [low, high].
    ///   - sizes: their video tokens.
    ///   - goal: the rate of all of them together, within [low, high].
    public static func rates(base: [Double], sizes: [Int], goal: Double, low: Double, high: Double) -> [Double] {
        let weights = sizes.map(Double.init)
        let target = goal * weights.reduce(0, +)
        guard let smallest = base.filter({ $0 > 0 }).min() else { return filled(base.count, goal, low, high) }
        var below = 0.0
        var above = high / smallest + 1
        // The total grows with lambda; 200 halvings end at neighbouring numbers.
        for _ in 0..<200 {
            let middle = (below + above) / 2
            if discard(base, weights, middle, low, high) < target { below = middle } else { above = middle }
        }
        let rates = base.map { clamp($0 * above, low, high) }
        return lifted(rates, base, weights, target, high)
    }

    private static func filled(_ count: Int, _ goal: Double, _ low: Double, _ high: Double) -> [Double] {
        [Double](repeating: clamp(goal, low, high), count: count)
    }

    private static func discard(
        _ base: [Double], _ weights: [Double], _ lambda: Double, _ low: Double, _ high: Double
    ) -> Double {
        var sum = 0.0
        for i in base.indices { sum += weights[i] * clamp(base[i] * lambda, low, high) }
        return sum
    }

    /// No factor lifts a base rate of zero (possible only if `low` is zero): such windows share what is missing.
    private static func lifted(
        _ rates: [Double], _ base: [Double], _ weights: [Double], _ target: Double, _ high: Double
    ) -> [Double] {
        let stuck = base.indices.filter { base[$0] == 0 }
        let room = stuck.reduce(0) { $0 + weights[$1] }
        guard room > 0 else { return rates }
        let missing = target - base.indices.reduce(0) { $0 + weights[$1] * rates[$1] }
        guard missing > 1e-9 * target else { return rates }
        var result = rates
        for i in stuck { result[i] = min(missing / room, high) }
        return result
    }

    private static func clamp(_ x: Double, _ low: Double, _ high: Double) -> Double { min(max(x, low), high) }
}
