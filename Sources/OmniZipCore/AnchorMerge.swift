import OmniZipKernels

/// Consolidation of non-dominant audio tokens into anchors (OmniZip, arXiv 2511.14582, audio anchor consolidation).
struct AnchorMerge: Sendable {
    /// Most tokens that one anchor receives, G.
    let mergeCount: Int
    /// Factor on scores in the softmax.
    let scoreScale: Double

    // Rows of the pool that are compared with all anchors at once: bounds the memory of whole-clip merges.
    private static let blockRows = 256

    init(parameters: CompressionParameters) {
        mergeCount = parameters.mergeCount
        scoreScale = parameters.mergeScoreScale
    }

    /// Raw merge entries, anchor by anchor, each anchor's sources by descending score (ties: the lower index).
    ///
    /// Each token of `pool` goes to the anchor with the largest cosine (ties: the earlier anchor), and each anchor
    /// takes the best-scored `mergeCount` of its tokens, weighted by the softmax of their scores.
    ///
    /// - Parameters:
    ///   - anchors: kept tokens, indices into `unit`, ascending.
    ///   - pool: the other non-dominant tokens, indices into `unit`, ascending.
    ///   - unit: unit audio tokens.
    ///   - scores: score of every token of `unit`; nil: the cosine to the token's own anchor.
    ///   - firstIndex: index in the clip of the first row of `unit`.
    func entries(
        anchors: [Int], pool: [Int], unit: RowView, scores: UnsafePointer<Float>?, firstIndex: Int,
        scratch: WindowScratch
    ) -> [MergeEntry] {
        guard mergeCount > 0, !anchors.isEmpty, !pool.isEmpty else { return [] }
        var candidates = nearestAnchors(anchors: anchors, pool: pool, unit: unit, scratch: scratch)
        if let scores {
            for i in candidates.indices { candidates[i].score = scores[candidates[i].source] }
        }
        candidates.sort {
            if $0.anchor != $1.anchor { return $0.anchor < $1.anchor }
            return $0.score != $1.score ? $0.score > $1.score : $0.source < $1.source
        }
        var entries: [MergeEntry] = []
        entries.reserveCapacity(min(pool.count, anchors.count * mergeCount))
        var start = 0
        while start < candidates.count {
            var end = start
            while end < candidates.count, candidates[end].anchor == candidates[start].anchor { end += 1 }
            let target = anchors[candidates[start].anchor] + firstIndex
            append(candidates[start..<min(end, start + mergeCount)], target, firstIndex, to: &entries)
            start = end
        }
        return entries
    }

    private struct Candidate {
        let anchor: Int
        let source: Int
        var score: Float
    }

    private func nearestAnchors(
        anchors: [Int], pool: [Int], unit: RowView, scratch: WindowScratch
    ) -> [Candidate] {
        let targets = WindowScratch.gather(anchors, of: unit, into: &scratch.targets)
        let sources = WindowScratch.gather(pool, of: unit, into: &scratch.sources)
        var result: [Candidate] = []
        result.reserveCapacity(pool.count)
        var start = 0
        while start < pool.count {
            let rows = start..<min(start + Self.blockRows, pool.count)
            let product = scratch.product.pointer(count: rows.count * anchors.count)
            MatrixProduct.multiply(sources.rows(rows), transposed: targets, into: product)
            for row in rows {
                let cosines = product + (row - start) * anchors.count
                var best = 0
                for anchor in anchors.indices where cosines[anchor] > cosines[best] { best = anchor }
                result.append(Candidate(anchor: best, source: pool[row], score: cosines[best]))
            }
            start = rows.upperBound
        }
        return result
    }

    /// Softmax over the chosen sources' scores, best first.
    private func append(
        _ chosen: ArraySlice<Candidate>, _ target: Int, _ firstIndex: Int, to entries: inout [MergeEntry]
    ) {
        guard let best = chosen.first else { return }
        let powers = chosen.map { PortableMath.exp(Double($0.score - best.score) * scoreScale) }
        let sum = powers.reduce(0, +)
        for (candidate, power) in zip(chosen, powers) {
            entries.append(
                MergeEntry(target: target, source: candidate.source + firstIndex, weight: power / sum))
        }
    }

    /// Consolidated tokens of a raw table that is grouped by target: (x[target] + sum w x[source]) / (1 + sum w).
    ///
    /// - Parameters:
    ///   - tokens: the tokens themselves; row 0 is token `firstIndex` of the clip.
    /// - Returns: the targets in the order of the table, and one row for each.
    static func consolidate(
        _ entries: [MergeEntry], tokens: RowView, firstIndex: Int
    ) -> (index: [Int], rows: TokenMatrix) {
        let columns = tokens.columns
        var index: [Int] = []
        var values: [Float] = []
        var sum = [Double](repeating: 0, count: columns)
        var start = 0
        while start < entries.count {
            let target = entries[start].target
            var end = start
            var weight = 1.0
            let own = tokens.row(target - firstIndex)
            for k in 0..<columns { sum[k] = Double(own[k]) }
            while end < entries.count, entries[end].target == target {
                let source = tokens.row(entries[end].source - firstIndex)
                let w = entries[end].weight
                for k in 0..<columns { sum[k] += w * Double(source[k]) }
                weight += w
                end += 1
            }
            index.append(target)
            for k in 0..<columns { values.append(Float(sum[k] / weight)) }
            start = end
        }
        return (index, TokenMatrix(rows: index.count, columns: columns, values: values))
    }
}
