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
    ///   - anchors: kept tokens of the clip, ascending.
    ///   - pool: the other non-dominant tokens, ascending.
    ///   - targets: unit rows of `anchors`.
    ///   - sources: unit rows of `pool`.
    ///   - scores: score of every token of `pool`; nil: the cosine to the token's own anchor.
    func entries(
        anchors: [Int], pool: [Int], targets: RowView, sources: RowView, scores: [Float]?, scratch: WindowScratch
    ) -> [MergeEntry] {
        guard mergeCount > 0, !anchors.isEmpty, !pool.isEmpty else { return [] }
        var candidates = nearestAnchors(pool: pool, targets: targets, sources: sources, scratch: scratch)
        if let scores {
            for i in candidates.indices { candidates[i].score = scores[i] }
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
            append(
                candidates[start..<min(end, start + mergeCount)], target: anchors[candidates[start].anchor],
                to: &entries)
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
        pool: [Int], targets: RowView, sources: RowView, scratch: WindowScratch
    ) -> [Candidate] {
        var result: [Candidate] = []
        result.reserveCapacity(pool.count)
        var start = 0
        while start < pool.count {
            let rows = start..<min(start + Self.blockRows, pool.count)
            let product = scratch.product.pointer(count: rows.count * targets.count)
            MatrixProduct.multiply(sources.rows(rows), transposed: targets, into: product)
            for row in rows {
                let cosines = product + (row - start) * targets.count
                var best = 0
                for anchor in 0..<targets.count where cosines[anchor] > cosines[best] { best = anchor }
                result.append(Candidate(anchor: best, source: pool[row], score: cosines[best]))
            }
            start = rows.upperBound
        }
        return result
    }

    /// Softmax over the chosen sources' scores, best first.
    private func append(_ chosen: ArraySlice<Candidate>, target: Int, to entries: inout [MergeEntry]) {
        guard let best = chosen.first else { return }
        let powers = chosen.map { PortableMath.exp(Double($0.score - best.score) * scoreScale) }
        let sum = powers.reduce(0, +)
        for (candidate, power) in zip(chosen, powers) {
            entries.append(MergeEntry(target: target, source: candidate.source, weight: power / sum))
        }
    }
}
