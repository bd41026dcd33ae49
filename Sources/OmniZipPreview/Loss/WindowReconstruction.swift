import OmniZipKernels

/// Fills the dropped cells of one window with their nearest kept tokens and measures the pictures' difference, as
/// `psnr_fill` of bench/encoders/eval.py does. Patches count in pairs: an even one and the odd one after it.
///
/// Products and picture differences are computed once a window, whatever the number of masks that are tried on it.
struct WindowReconstruction {
    private let cells: Int
    private let cellBytes: Int
    private let dimension: Int
    private var patchCount = 0
    private var pixels: [UInt8] = []
    /// Cosines of the cells of an even patch to those of its pair: [pairs][C][2 C].
    private var cosines: [Float] = []
    /// Squared lengths of all tokens.
    private var squares: [Float] = []
    /// Squared picture differences of a cell to a cell of its pair, [patches * C][2 C]; -1: not yet known.
    private var differences: [Int] = []
    private var sources: [Int]
    private var candidates: [Int] = []

    /// A reconstruction for patches of `cells` cells, whose pictures take `cellBytes` bytes each.
    init(cells: Int, cellBytes: Int, dimension: Int) {
        self.cells = cells
        self.cellBytes = cellBytes
        self.dimension = dimension
        sources = [Int](repeating: 0, count: cells)
    }

    /// Takes in a window.
    ///
    /// - Parameters:
    ///   - tokens: its video tokens, [patches * C, D].
    ///   - pixels: its pictures, cell after cell: [patches * C][cellBytes].
    mutating func prepare(tokens: [Float], pixels: [UInt8]) {
        patchCount = cells > 0 ? pixels.count / (cells * cellBytes) : 0
        self.pixels = pixels
        let pairs = (patchCount + 1) / 2
        cosines = Self.resized(cosines, pairs * cells * 2 * cells)
        squares = Self.resized(squares, patchCount * cells)
        differences = [Int](repeating: -1, count: patchCount * cells * 2 * cells)
        tokens.withUnsafeBufferPointer { values in
            let rows = RowView(values, columns: dimension)
            for index in 0..<rows.count {
                squares[index] = DotProduct.dot(rows.row(index), rows.row(index), count: dimension)
            }
            cosines.withUnsafeMutableBufferPointer { target in
                guard let target = target.baseAddress else { return }
                for pair in 0..<pairs {
                    let first = pair * 2 * cells
                    let all = rows.rows(first..<min(first + 2 * cells, rows.count))
                    MatrixProduct.multiply(
                        rows.rows(first..<first + cells), transposed: all, into: target + pair * cells * 2 * cells,
                        resultStride: 2 * cells)
                }
            }
        }
    }

    /// Sum of squared differences of all bytes of the window's pictures under `keep`, [patches * C].
    mutating func squaredError(keep: ArraySlice<Bool>) -> Int {
        var total = 0
        for first in stride(from: 0, to: patchCount, by: 2) {
            let width = min(2, patchCount - first) * cells
            let base = keep.startIndex + first * cells
            candidates.removeAll(keepingCapacity: true)
            for offset in 0..<width where keep[base + offset] { candidates.append(offset) }
            for cell in 0..<cells {
                sources[cell] = keep[base + cell] ? cell : nearest(to: cell, pair: first / 2)
                total += difference(of: cell, to: sources[cell], first: first)
            }
            guard width > cells else { continue }
            for cell in 0..<cells where !keep[base + cells + cell] {
                total += difference(of: cells + cell, to: sources[cell], first: first)
            }
        }
        return total
    }

    /// The kept cell of the pair with the nearest token, the first of equals; the pair's first cell if none is kept.
    private func nearest(to cell: Int, pair: Int) -> Int {
        let row = (pair * cells + cell) * 2 * cells
        let square = pair * 2 * cells
        var best = 0
        var smallest = Float.infinity
        for candidate in candidates {
            let distance = squares[square + candidate] - 2 * cosines[row + candidate]
            if distance < smallest { (best, smallest) = (candidate, distance) }
        }
        return best
    }

    private mutating func difference(of cell: Int, to source: Int, first: Int) -> Int {
        guard cell != source else { return 0 }
        let place = (first * cells + cell) * 2 * cells + source
        if differences[place] < 0 {
            differences[place] = pixels.withUnsafeBufferPointer { bytes in
                guard let bytes = bytes.baseAddress else { return 0 }
                let base = bytes + first * cells * cellBytes
                return SquaredDifference.sum(base + cell * cellBytes, base + source * cellBytes, count: cellBytes)
            }
        }
        return differences[place]
    }

    private static func resized(_ values: [Float], _ count: Int) -> [Float] {
        values.count == count ? values : [Float](repeating: 0, count: count)
    }

    /// PSNR in dB of a mean of `squaredError` over `bytes` bytes; 100 where nothing differs, nil without pictures.
    static func decibels(squaredError: Int, bytes: Int) -> Double? {
        guard bytes > 0 else { return nil }
        let mean = Double(squaredError) / (Double(bytes) * 65_025)
        return min(100, -10 * PortableMath.log10(mean + 1e-10))
    }
}
