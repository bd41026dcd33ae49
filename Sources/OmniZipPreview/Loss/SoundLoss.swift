/// What masks of audio tokens lose.
enum SoundLoss {
    /// Length of the longest stretch of `keep` without a kept token.
    static func longestGap(_ keep: ArraySlice<Bool>) -> Int {
        var run = 0
        var longest = 0
        for isKept in keep {
            run = isKept ? 0 : run + 1
            longest = max(longest, run)
        }
        return longest
    }

    /// Share of `energy` in kept tokens; nil where there is none.
    static func keptShare(of energy: ArraySlice<Float>, keep: ArraySlice<Bool>) -> Double? {
        var all = 0.0
        var kept = 0.0
        for (value, isKept) in zip(energy, keep) {
            all += Double(value)
            if isKept { kept += Double(value) }
        }
        return all > 0 ? kept / all : nil
    }
}
