import OmniZipKernels

/// DPC-KNN as the authors' program computes it: distance 1 - cos, unrounded; only strictly denser cells precede, so
/// that equal cells can all be peaks; ties go to the lower index.
enum ReleasedDensityPeaks {
    /// Marks the `count` cells with the largest product of density and distance to a denser cell.
    ///
    /// - Parameters:
    ///   - cells: unit tokens of one patch, [C, D].
    ///   - mask: [C]; only chosen cells are written.
    static func select(
        _ count: Int, of cells: RowView, neighbours: Int, scratch: WindowScratch,
        into mask: UnsafeMutablePointer<Bool>
    ) {
        let n = cells.count
        guard count > 0 else { return }
        guard count < n else {
            for i in 0..<n { mask[i] = true }
            return
        }
        let cosines = scratch.distances.pointer(count: n * n)
        MatrixProduct.gram(cells, into: cosines)
        let densities = scratch.densities.pointer(count: n)
        let k = min(neighbours, n - 1)
        let largest = scratch.nearest.pointer(count: k)
        for i in 0..<n {
            densities[i] = density(of: i, cosines + i * n, count: n, k: k, largest)
        }
        let entries = UnsafeMutableBufferPointer(start: scratch.entries.pointer(count: n), count: n)
        for i in 0..<n {
            let delta = separation(of: i, densities, cosines + i * n, count: n)
            entries[i] = ScoredIndex(score: densities[i] * delta, rank: Int32(i), index: Int32(i))
        }
        TopK.select(count, of: entries)
        for entry in entries[..<count] { mask[Int(entry.index)] = true }
    }

    /// exp(-mean distance to the k nearest other cells); `largest` is working memory for k cosines.
    private static func density(
        of cell: Int, _ row: UnsafePointer<Float>, count n: Int, k: Int, _ largest: UnsafeMutablePointer<Float>
    ) -> Double {
        largest.update(repeating: -.infinity, count: k)
        for j in 0..<n where j != cell && row[j] > largest[k - 1] {
            var slot = k - 1
            while slot > 0, largest[slot - 1] < row[j] {
                largest[slot] = largest[slot - 1]
                slot -= 1
            }
            largest[slot] = row[j]
        }
        var sum = 0.0
        for slot in 0..<k { sum += 1 - Double(largest[slot]) }
        return PortableMath.exp(-sum / Double(k))
    }

    /// Smallest distance to a strictly denser cell; for a peak the largest distance of its row.
    private static func separation(
        of cell: Int, _ densities: UnsafePointer<Double>, _ row: UnsafePointer<Float>, count n: Int
    ) -> Double {
        var nearest = -Float.infinity
        var farthest = Float.infinity
        for j in 0..<n where j != cell {
            if densities[j] > densities[cell] { nearest = max(nearest, row[j]) }
            farthest = min(farthest, row[j])
        }
        return 1 - Double(nearest > -.infinity ? nearest : farthest)
    }
}
