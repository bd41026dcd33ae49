/// One source token that flows into a kept target token.
public struct MergeEntry: Sendable, Hashable {
    /// Index of the kept token that receives.
    public let target: Int
    /// Index of the token that is merged into it.
    public let source: Int
    /// Its weight. Raw tables: weights of a target's sources sum to 1 and its own token counts 1 more. Linear tables:
    /// the target has an entry of its own, and all its weights sum to 1.
    public let weight: Double

    /// An entry; indices count the tokens of one modality of the clip.
    public init(target: Int, source: Int, weight: Double) {
        self.target = target
        self.source = source
        self.weight = weight
    }

    /// The linear table of a raw one: x'[target] = sum of weight * x[source] over the target's entries, its own
    /// included, 1 / (1 + sum w) for itself and w / (1 + sum w) for each source.
    ///
    /// Sorted by target, own entry first, then by descending weight, then by source.
    public static func linear(fromRaw entries: [MergeEntry]) -> [MergeEntry] {
        let sorted = entries.sorted {
            if $0.target != $1.target { return $0.target < $1.target }
            return $0.weight != $1.weight ? $0.weight > $1.weight : $0.source < $1.source
        }
        var result: [MergeEntry] = []
        var start = 0
        while start < sorted.count {
            let target = sorted[start].target
            var end = start
            var sum = 1.0
            while end < sorted.count, sorted[end].target == target {
                sum += sorted[end].weight
                end += 1
            }
            result.append(MergeEntry(target: target, source: target, weight: 1 / sum))
            for entry in sorted[start..<end] {
                result.append(MergeEntry(target: target, source: entry.source, weight: entry.weight / sum))
            }
            start = end
        }
        return result
    }
}
