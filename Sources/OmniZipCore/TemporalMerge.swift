import OmniZipKernels

/// Cells that an odd patch drops are averaged into the patch before it (OmniZip, arXiv 2511.14582, Fig. 3).
enum TemporalMerge {
    /// Linear merge entries of one window, sorted by target, the target's own entry first, then by source.
    ///
    /// A dropped cell goes to the same cell of the patch before if that one was kept, else to that patch's kept cell
    /// with the largest cosine; if none was kept, it is dropped. A target becomes the mean of itself and all that it
    /// receives.
    ///
    /// - Parameters:
    ///   - unit: unit tokens of the window, [patches * C, D].
    ///   - keep: kept tokens, [patches * C].
    ///   - firstIndex: index in the clip of the window's first token.
    static func entries(
        unit: RowView, keep: [Bool], comparison: CellComparison, firstIndex: Int, scratch: WindowScratch
    ) -> [MergeEntry] {
        let cells = comparison.ranks.count
        guard cells > 0 else { return [] }
        var pairs: [(target: Int, source: Int)] = []
        for patch in stride(from: 1, to: keep.count / cells, by: 2) {
            appendPairs(of: patch, unit, keep, comparison, scratch, to: &pairs)
        }
        pairs.sort { ($0.target, $0.source) < ($1.target, $1.source) }
        var entries: [MergeEntry] = []
        var start = 0
        while start < pairs.count {
            let target = pairs[start].target
            var end = start
            while end < pairs.count, pairs[end].target == target { end += 1 }
            let weight = 1 / Double(end - start + 1)
            entries.append(MergeEntry(target: target + firstIndex, source: target + firstIndex, weight: weight))
            for pair in pairs[start..<end] {
                entries.append(
                    MergeEntry(target: target + firstIndex, source: pair.source + firstIndex, weight: weight))
            }
            start = end
        }
        return entries
    }

    private static func appendPairs(
        of patch: Int, _ unit: RowView, _ keep: [Bool], _ comparison: CellComparison, _ scratch: WindowScratch,
        to pairs: inout [(target: Int, source: Int)]
    ) {
        let cells = comparison.ranks.count
        let first = patch * cells
        // In the order in which ties are won: the first largest cosine is then the right one.
        let receivers = (first - cells..<first).filter { keep[$0] }
            .sorted { comparison.ranks[$0 - first + cells] < comparison.ranks[$1 - first + cells] }
        guard !receivers.isEmpty else { return }
        var strays: [Int] = []
        for token in first..<first + cells where !keep[token] {
            if keep[token - cells] { pairs.append((token - cells, token)) } else { strays.append(token) }
        }
        guard !strays.isEmpty else { return }
        let sources = WindowScratch.gather(strays, of: unit, into: &scratch.sources)
        let targets = WindowScratch.gather(receivers, of: unit, into: &scratch.targets)
        let product = scratch.product.pointer(count: strays.count * receivers.count)
        MatrixProduct.multiply(sources, transposed: targets, into: product)
        for (i, stray) in strays.enumerated() {
            let cosines = product + i * receivers.count
            var best = 0
            for j in receivers.indices where comparison.compared(cosines[j]) > comparison.compared(cosines[best]) {
                best = j
            }
            pairs.append((receivers[best], stray))
        }
    }

    /// Consolidated tokens of a linear table that is grouped by target: the mean over the target's entries.
    ///
    /// - Parameters:
    ///   - tokens: the tokens themselves; row 0 is token `firstIndex` of the clip.
    /// - Returns: the targets in the order of the table, and one row for each.
    static func consolidate(
        _ entries: [MergeEntry], tokens: RowView, firstIndex: Int
    ) -> (index: [Int], rows: TokenMatrix) {
        let columns = tokens.columns
        var index: [Int] = []
        var targets: [Range<Int>] = []
        var start = 0
        while start < entries.count {
            let end = entries[start...].firstIndex { $0.target != entries[start].target } ?? entries.count
            index.append(entries[start].target)
            targets.append(start..<end)
            start = end
        }
        var sum = RowAccumulator(columns: columns)
        let values = [Float](unsafeUninitializedCapacity: index.count * columns) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            for (row, range) in targets.enumerated() {
                for entry in entries[range] { sum.add(tokens.row(entry.source - firstIndex), weight: 1) }
                sum.store(dividedBy: Double(range.count), to: base + row * columns)
            }
            count = index.count * columns
        }
        return (index, TokenMatrix(rows: index.count, columns: columns, values: values))
    }
}
