/// From rates to whole tokens, without losing or gaining one.
public enum BudgetAllocation {
    /// Video tokens that a clip keeps when the fraction `rhoVideo` goes; halves round up.
    public static func keptTotal(tokenCount: Int, rhoVideo: Double) -> Int {
        min(max(Int(((1 - rhoVideo) * Double(tokenCount) + 0.5).rounded(.down)), 0), tokenCount)
    }

    /// Kept tokens of each window: `sizes[i] * (1 - rates[i])` made whole by largest remainders, `total` in all.
    ///
    /// - Precondition: 0 <= `total` <= sum of `sizes`.
    public static func keptPerWindow(rates: [Double], sizes: [Int], total: Int) -> [Int] {
        let real = zip(rates, sizes).map { Double($1) * (1 - $0) }
        return largestRemainder(real, total: total, capacity: sizes)
    }

    /// Whole numbers near `real` that sum to `total`, none above its capacity. Ties go to the lower index.
    ///
    /// - Precondition: `real` is not negative and 0 <= `total` <= sum of `capacity`.
    public static func largestRemainder(_ real: [Double], total: Int, capacity: [Int]) -> [Int] {
        precondition(total >= 0 && total <= capacity.reduce(0, +), "the budget exceeds the tokens")
        // 1e-9: 0.6 * 5 must not lose a token to its representation.
        var whole = zip(real, capacity).map { min(Int(($0 + 1e-9).rounded(.down)), $1) }
        let remainders = zip(real, whole).map { $0 - Double($1) }
        let order = real.indices.sorted {
            remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
        }
        var left = total - whole.reduce(0, +)
        while left > 0 {
            for i in order where left > 0 && whole[i] < capacity[i] {
                whole[i] += 1
                left -= 1
            }
        }
        while left < 0 {
            for i in order.reversed() where left < 0 && whole[i] > 0 {
                whole[i] -= 1
                left += 1
            }
        }
        return whole
    }

    /// Kept tokens of each of a window's patches: even shares, what is left over one by one from the first patch.
    public static func keptPerPatch(kept: Int, patchCount: Int) -> [Int] {
        guard patchCount > 0 else { return [] }
        return (0..<patchCount).map { kept / patchCount + ($0 < kept % patchCount ? 1 : 0) }
    }
}
