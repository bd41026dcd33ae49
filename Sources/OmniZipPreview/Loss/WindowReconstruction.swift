import OmniZipKernels

/// Fills the dropped cells of one window with their nearest kept tokens and measures the pictures' difference, as
/// `psnr_fill` of bench/encoders/eval.py does. Patches count in pairs: an even one and the odd one after it.
///
/// Products and picture differences are computed once a pair, whatever the number of masks that are tried on it. Memory
/// is that of one pair.
struct WindowReconstruction {
    private let cells: Int
    private let cellBytes: Int
    private let dimension: Int
    /// Cosines of the cells of the pair's even patch to those of both: [C][2 C].
    private var cosines: [Float]
    /// Squared lengths of the pair's tokens, [2 C].
    private var squares: [Float]
    /// Squared picture differences of the pair's cells, [2 C][2 C]; -1: not yet known.
    private var differences: [Int]
    private var sources: [Int]
    private var candidates: [Int] = []

    /// A reconstruction for patches of `cells` cells, whose pictures take `cellBytes` bytes each.
    init(cells: Int, cellBytes: Int, dimension: Int) {
        self.cells = cells
        self.cellBytes = cellBytes
        self.dimension = dimension
        cosines = [Float](repeating: 0, count: cells * 2 * cells)
        squares = [Float](repeating: 0, count: 2 * cells)
        differences = [Int](repeating: -1, count: 4 * cells * cells)
        sources = [Int](repeating: 0, count: cells)
    }

    /// Sums of squared differences of all bytes of a window's pictures, one for each of `keeps`.
    ///
    /// - Parameters:
    ///   - keeps: masks, [patches * C] each.
    ///   - tokens: the window's video tokens, [patches * C, D].
    ///   - pixels: its pictures, cell after cell: [patches * C][cellBytes].
    mutating func squaredErrors(keeps: [ArraySlice<Bool>], tokens: [Float], pixels: [UInt8]) -> [Int] {
        var totals = [Int](repeating: 0, count: keeps.count)
        let patchCount = cells > 0 ? pixels.count / (cells * cellBytes) : 0
        for first in stride(from: 0, to: patchCount, by: 2) {
            let width = min(2, patchCount - first) * cells
            let start = first * cells
            prepare(tokens: tokens[start * dimension..<(start + width) * dimension])
            pixels[start * cellBytes..<(start + width) * cellBytes].withUnsafeBufferPointer { pictures in
                for (index, keep) in keeps.enumerated() {
                    let pair = keep[keep.startIndex + start..<keep.startIndex + start + width]
                    totals[index] += squaredError(pair, pictures)
                }
            }
        }
        return totals
    }

    private mutating func prepare(tokens: ArraySlice<Float>) {
        for index in differences.indices { differences[index] = -1 }
        tokens.withUnsafeBufferPointer { values in
            let rows = RowView(values, columns: dimension)
            for index in 0..<rows.count {
                squares[index] = DotProduct.dot(rows.row(index), rows.row(index), count: dimension)
            }
            cosines.withUnsafeMutableBufferPointer { target in
                guard let target = target.baseAddress else { return }
                MatrixProduct.multiply(rows.rows(0..<cells), transposed: rows, into: target, resultStride: 2 * cells)
            }
        }
    }

    private mutating func squaredError(_ keep: ArraySlice<Bool>, _ pictures: UnsafeBufferPointer<UInt8>) -> Int {
        let base = keep.startIndex
        var total = 0
        candidates.removeAll(keepingCapacity: true)
        for offset in 0..<keep.count where keep[base + offset] { candidates.append(offset) }
        for cell in 0..<cells {
            sources[cell] = keep[base + cell] ? cell : nearest(to: cell)
            total += difference(of: cell, to: sources[cell], pictures)
        }
        guard keep.count > cells else { return total }
        for cell in 0..<cells where !keep[base + cells + cell] {
            total += difference(of: cells + cell, to: sources[cell], pictures)
        }
        return total
    }

    /// The kept cell of the pair with the nearest token, the first of equals; the pair's first cell if none is kept.
    private func nearest(to cell: Int) -> Int {
        let row = cell * 2 * cells
        var best = 0
        var smallest = Float.infinity
        for candidate in candidates {
            let distance = squares[candidate] - 2 * cosines[row + candidate]
            if distance < smallest { (best, smallest) = (candidate, distance) }
        }
        return best
    }

    private mutating func difference(
        of cell: Int, to source: Int, _ pictures: UnsafeBufferPointer<UInt8>
    ) -> Int {
        guard cell != source, let bytes = pictures.baseAddress else { return 0 }
        let place = cell * 2 * cells + source
        if differences[place] < 0 {
            differences[place] = SquaredDifference.sum(
                bytes + cell * cellBytes, bytes + source * cellBytes, count: cellBytes)
        }
        return differences[place]
    }

    /// PSNR in dB of a mean of `squaredError` over `bytes` bytes; 100 where nothing differs, nil without pictures.
    static func decibels(squaredError: Int, bytes: Int) -> Double? {
        guard bytes > 0 else { return nil }
        let mean = Double(squaredError) / (Double(bytes) * 65_025)
        return min(100, -10 * PortableMath.log10(mean + 1e-10))
    }
}
