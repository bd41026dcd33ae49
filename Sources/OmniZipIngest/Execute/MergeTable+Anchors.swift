import OmniZipBundle
import OmniZipCore

extension MergeTable.Builder {
    /// Adds raw merges of audio anchors; entries of one anchor follow each other.
    mutating func add(_ merges: [MergeEntry], blockPositions: [Int32]) {
        var start = 0
        while start < merges.count {
            let anchor = merges[start].target
            var end = start
            while end < merges.count, merges[end].target == anchor { end += 1 }
            addRaw(
                anchor: anchor, sources: merges[start..<end].map { ($0.source, $0.weight) },
                blockPositions: blockPositions)
            start = end
        }
    }
}
