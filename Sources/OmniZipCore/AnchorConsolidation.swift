/// New tokens of anchors from a raw merge table, one after the other: (x[anchor] + sum w x[source]) / (1 + sum w).
public struct AnchorConsolidation: Sendable {
    private var sum: RowAccumulator

    /// For tokens of `columns` values.
    public init(columns: Int) {
        sum = RowAccumulator(columns: columns)
    }

    /// Writes the new token of one anchor to `target`.
    ///
    /// - Parameters:
    ///   - entries: the anchor's entries, at least one, in the order of the table.
    ///   - token: where the values of an audio token of the clip are; each pointer is used before the next is asked for.
    public mutating func write<Failure: Error>(
        _ entries: ArraySlice<MergeEntry>, to target: UnsafeMutablePointer<Float>,
        token: (Int) throws(Failure) -> UnsafePointer<Float>
    ) throws(Failure) {
        guard let anchor = entries.first?.target else { return }
        sum.add(try token(anchor), weight: 1)
        var total = 1.0
        for entry in entries {
            sum.add(try token(entry.source), weight: entry.weight)
            total += entry.weight
        }
        sum.store(dividedBy: total, to: target)
    }

    /// The table's entries anchor by anchor; in a raw table those of one anchor follow each other.
    public static func groups(_ entries: [MergeEntry]) -> [ArraySlice<MergeEntry>] {
        var groups: [ArraySlice<MergeEntry>] = []
        var start = 0
        while start < entries.count {
            let end = entries[start...].firstIndex { $0.target != entries[start].target } ?? entries.count
            groups.append(entries[start..<end])
            start = end
        }
        return groups
    }
}
