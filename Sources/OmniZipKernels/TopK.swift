/// A score with the two numbers that make the order of a selection strict: who wins a tie, and who it is.
public struct ScoredIndex: Sendable, BitwiseCopyable {
    // The score's bits, mapped so that unsigned order is the order of the numbers (a NaN has its place too).
    @usableFromInline let key: UInt64
    /// Among equal scores the smaller rank comes first. Ranks of one selection are distinct.
    public let rank: Int32
    /// Whose score it is.
    public let index: Int32

    /// An entry of a selection by descending score, ties by ascending rank.
    @inlinable
    public init(score: Double, rank: Int32, index: Int32) {
        let bits = (score + 0).bitPattern  // + 0: minus zero equals zero
        key = bits >> 63 == 0 ? bits | 1 << 63 : ~bits
        self.rank = rank
        self.index = index
    }

    /// Whether this entry is selected before `other`.
    @inlinable
    public func precedes(_ other: ScoredIndex) -> Bool {
        key != other.key ? key > other.key : rank < other.rank
    }
}

/// Selection of the largest scores with exact tie rules.
public enum TopK {
    /// Reorders `entries` so that its first `count` are the ones that precede all others, in no particular order.
    /// Takes linear time on average, O(n log n) at worst.
    public static func select(_ count: Int, of entries: UnsafeMutableBufferPointer<ScoredIndex>) {
        guard count > 0, count < entries.count else { return }
        var low = 0
        var high = entries.count - 1
        var rounds = 2 * (Int.bitWidth - entries.count.leadingZeroBitCount)
        while low < high {
            if rounds == 0 || high - low < 8 {
                var rest = UnsafeMutableBufferPointer(rebasing: entries[low...high])
                rest.sort { $0.precedes($1) }
                return
            }
            rounds -= 1
            let border = partition(entries, low, high)
            if border == count - 1 { return }
            if border < count - 1 { low = border + 1 } else { high = border - 1 }
        }
    }

    /// Indices of the `count` largest scores, ascending; ties go to the lower index.
    public static func indices(ofLargest count: Int, in scores: [Float]) -> [Int] {
        var entries = scores.indices.map { ScoredIndex(score: Double(scores[$0]), rank: Int32($0), index: Int32($0)) }
        let kept = min(max(count, 0), entries.count)
        entries.withUnsafeMutableBufferPointer { select(kept, of: $0) }
        return entries[..<kept].map { Int($0.index) }.sorted()
    }

    /// Moves what precedes the median of three entries before it; returns where that entry ends up.
    private static func partition(
        _ entries: UnsafeMutableBufferPointer<ScoredIndex>, _ low: Int, _ high: Int
    ) -> Int {
        let middle = low + (high - low) / 2
        if entries[middle].precedes(entries[low]) { entries.swapAt(middle, low) }
        if entries[high].precedes(entries[low]) { entries.swapAt(high, low) }
        if entries[middle].precedes(entries[high]) { entries.swapAt(middle, high) }
        let pivot = entries[high]
        var border = low
        for i in low..<high where entries[i].precedes(pivot) {
            entries.swapAt(border, i)
            border += 1
        }
        entries.swapAt(border, high)
        return border
    }
}
