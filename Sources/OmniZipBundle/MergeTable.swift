import OmniZipCore

/// Linear map of consolidated tokens: new x[target] = sum of weight * x[source] over the target's entries.
///
/// Indices are positions of the audio-video block. A target's own entry is included, and its weights sum to 1. Entries
/// are sorted by target; a target's own entry comes first, then descending weight, then ascending source.
public struct MergeTable: Sendable, Equatable {
    /// Block position of the token that receives. [K]
    public let target: [Int32]
    /// Block position of the token that gives. [K]
    public let source: [Int32]
    /// Share of the source. [K]
    public let weight: [Float]

    /// Entries, K.
    public var count: Int { target.count }

    /// A table read from a file: columns of equal length, not checked further.
    init(target: [Int32], source: [Int32], weight: [Float]) {
        self.target = target
        self.source = source
        self.weight = weight
    }

    /// No entries.
    public init() {
        self.init(target: [], source: [], weight: [])
    }

    /// Block position of each token of one modality (1 video, 2 audio), by its index there.
    public static func blockPositions(of kind: UInt8, in modality: [UInt8]) -> [Int32] {
        modality.indices.filter { modality[$0] == kind }.map { Int32($0) }
    }

    /// Collects entries and sorts them.
    public struct Builder: Sendable {
        private struct Entry {
            let target: Int32
            let source: Int32
            let weight: Double
        }
        private var entries: [Entry] = []

        /// An empty builder.
        public init() {}

        /// Adds raw audio merges: for one anchor, weights w of the tokens merged into it, without its own entry.
        ///
        /// They become (anchor, anchor, 1 / (1 + sum w)) and (anchor, source, w / (1 + sum w)).
        ///
        /// - Parameters:
        ///   - anchor: audio token that receives.
        ///   - sources: audio tokens and their raw weights; nothing is added for none.
        ///   - blockPositions: block position of each audio token.
        public mutating func addRaw(anchor: Int, sources: [(index: Int, weight: Double)], blockPositions: [Int32]) {
            guard !sources.isEmpty else { return }
            let total = 1 + sources.reduce(0) { $0 + $1.weight }
            let target = blockPositions[anchor]
            entries.append(Entry(target: target, source: target, weight: 1 / total))
            for source in sources {
                entries.append(
                    Entry(target: target, source: blockPositions[source.index], weight: source.weight / total))
            }
        }

        /// Adds one linear entry (a target's own entry has to be added, too), by indices of one modality.
        public mutating func addLinear(target: Int, source: Int, weight: Double, blockPositions: [Int32]) {
            entries.append(Entry(target: blockPositions[target], source: blockPositions[source], weight: weight))
        }

        /// Adds raw audio merges of the compression, where the entries of one anchor follow each other.
        public mutating func addRaw(_ entries: [MergeEntry], blockPositions: [Int32]) {
            var start = 0
            while start < entries.count {
                let anchor = entries[start].target
                let end = entries[start...].firstIndex { $0.target != anchor } ?? entries.count
                addRaw(
                    anchor: anchor, sources: entries[start..<end].map { ($0.source, $0.weight) },
                    blockPositions: blockPositions)
                start = end
            }
        }

        /// Adds linear entries of the compression, which include each target's own.
        public mutating func addLinear(_ entries: [MergeEntry], blockPositions: [Int32]) {
            for entry in entries {
                addLinear(
                    target: entry.target, source: entry.source, weight: entry.weight, blockPositions: blockPositions)
            }
        }

        /// The sorted table. Complexity: O(K log K).
        public func table() -> MergeTable {
            let sorted = entries.sorted { left, right in
                if left.target != right.target { return left.target < right.target }
                let leftIsOwn = left.source == left.target
                if leftIsOwn != (right.source == right.target) { return leftIsOwn }
                if left.weight != right.weight { return left.weight > right.weight }
                return left.source < right.source
            }
            return MergeTable(
                target: sorted.map(\.target), source: sorted.map(\.source), weight: sorted.map { Float($0.weight) })
        }
    }
}
