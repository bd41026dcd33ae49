import OmniZipKernels

/// Spatial selection in even patches: density peaks clustering over k nearest neighbours, DPC-KNN
/// (OmniZip, arXiv 2511.14582, ISTC; Du et al. 2016), with a strict order of cells.
///
/// Distances are squared, d^2 = max(0, 2 - 2 cos), in whole steps of 2^-19: sums are exact, so that equal cells have
/// equal densities on every machine.
enum DensityPeaks {
    /// Marks the `count` cells with the largest product of density and distance to a denser cell.
    ///
    /// - Parameters:
    ///   - cells: unit tokens of one patch, [C, D].
    ///   - mask: [C]; only chosen cells are written.
    /// - Complexity: O(C^2 D).
    static func select(
        _ count: Int, of cells: RowView, neighbours: Int, ranks: [Int32], scratch: WindowScratch,
        into mask: UnsafeMutablePointer<Bool>
    ) {
        let n = cells.count
        guard count > 0 else { return }
        guard count < n else {
            for i in 0..<n { mask[i] = true }
            return
        }
        let entries = scored(cells, neighbours: neighbours, ranks: ranks, scratch: scratch)
        TopK.select(count, of: entries)
        for entry in entries[..<count] { mask[Int(entry.index)] = true }
    }

    /// All cells by descending product, into `order`, [C]: the first k are those that `select` marks for k.
    static func order(
        of cells: RowView, neighbours: Int, ranks: [Int32], scratch: WindowScratch,
        into order: UnsafeMutablePointer<Int32>
    ) {
        guard cells.count > 1 else {
            if cells.count == 1 { order[0] = 0 }
            return
        }
        var entries = scored(cells, neighbours: neighbours, ranks: ranks, scratch: scratch)
        entries.sort { $0.precedes($1) }
        for (position, entry) in entries.enumerated() { order[position] = entry.index }
    }

    /// Every cell with the product of its density and its distance to a denser cell, in memory of `scratch`.
    ///
    /// - Precondition: there are at least two cells.
    private static func scored(
        _ cells: RowView, neighbours: Int, ranks: [Int32], scratch: WindowScratch
    ) -> UnsafeMutableBufferPointer<ScoredIndex> {
        let n = cells.count
        let distances = scratch.distances.pointer(count: n * n)
        MatrixProduct.gram(cells, into: distances)
        turnIntoSquaredDistances(distances, count: n)
        let k = min(neighbours, n - 1)
        let nearest = scratch.nearest.pointer(count: k)
        let sums = scratch.densities.pointer(count: n)
        let order = UnsafeMutableBufferPointer(start: scratch.order.pointer(count: n), count: n)
        for i in 0..<n {
            sums[i] = sumOfSmallest(k, in: distances + i * n, count: n, nearest)
            order[i] = ScoredIndex(score: -sums[i], rank: ranks[i], index: Int32(i))
        }
        var sortable = order
        sortable.sort { $0.precedes($1) }
        let entries = UnsafeMutableBufferPointer(start: scratch.entries.pointer(count: n), count: n)
        for position in 0..<n {
            let cell = Int(order[position].index)
            let delta = separation(of: position, order, distances + cell * n, count: n)
            let density = PortableMath.exp(-(sums[cell] / Double(k)) * 0x1p-19)
            let score = density * (Double(delta) * 0x1p-19).squareRoot()
            entries[position] = ScoredIndex(score: score, rank: ranks[cell], index: Int32(cell))
        }
        return entries
    }

    /// Cosines become squared distances in steps of 2^-19; a cell is not its own neighbour.
    private static func turnIntoSquaredDistances(_ matrix: UnsafeMutablePointer<Float>, count n: Int) {
        let total = n * n
        let raw = UnsafeMutableRawPointer(matrix)
        var i = 0
        while i + 4 <= total {
            let offset = i * MemoryLayout<Float>.stride
            var d = CosineSteps.one - CosineSteps.steps(raw.loadUnaligned(fromByteOffset: offset, as: SIMD4.self))
            d.replace(with: 0, where: d .< 0)
            raw.storeBytes(of: d, toByteOffset: offset, as: SIMD4<Float>.self)
            i += 4
        }
        while i < total {
            matrix[i] = max(0, CosineSteps.one - CosineSteps.steps(matrix[i]))
            i += 1
        }
        for i in 0..<n { matrix[i * n + i] = .infinity }
    }

    /// Sum of the `k` smallest values of a row; `smallest` is working memory for k of them.
    private static func sumOfSmallest(
        _ k: Int, in row: UnsafePointer<Float>, count n: Int, _ smallest: UnsafeMutablePointer<Float>
    ) -> Double {
        smallest.update(repeating: .infinity, count: k)
        var largest = Float.infinity
        for j in 0..<n {
            let value = row[j]
            guard value < largest else { continue }
            var slot = k - 1
            while slot > 0, smallest[slot - 1] > value {
                smallest[slot] = smallest[slot - 1]
                slot -= 1
            }
            smallest[slot] = value
            largest = smallest[k - 1]
        }
        var sum = 0.0
        for slot in 0..<k { sum += Double(smallest[slot]) }
        return sum
    }

    /// Smallest distance to a cell that comes before in `order`; for the first one the largest of its row.
    private static func separation(
        of position: Int, _ order: UnsafeMutableBufferPointer<ScoredIndex>, _ row: UnsafePointer<Float>, count n: Int
    ) -> Float {
        guard position > 0 else {
            var largest: Float = 0
            for j in 0..<n where row[j] > largest && row[j] < .infinity { largest = row[j] }
            return largest
        }
        var smallest = Float.infinity
        for earlier in 0..<position {
            let value = row[Int(order[earlier].index)]
            smallest = value < smallest ? value : smallest
        }
        return smallest
    }
}
