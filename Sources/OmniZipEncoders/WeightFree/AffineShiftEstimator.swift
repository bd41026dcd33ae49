import OmniZipCore
import OmniZipKernels

/// Finds the movement of a zoom or a rotation: per cell a shift of up to 3 pixels around the shared one.
///
/// Every third pixel in both directions; the best shift of each cell, weighted by how clear it is, is fitted by an affine
/// field. The field counts only if its cost is under 0.9 of that of the shared shift alone.
final class AffineShiftEstimator {
    private static let range = 3
    private static let step = 3
    private static let cap: Float = 0.1
    private static let candidateCount = 49
    private static let unmoved = 24

    private let layout: PictureLayout
    private let rows: Int
    private let columns: Int
    private let sampleStride: Int
    private let phaseStride: Int
    private let phaseRows: Int
    private let fit: AffineFit
    /// Every third pixel of the frame, `[rows][sampleStride]`.
    private let samples: FloatBuffer
    /// The previous frame's columns 3 i + p with margins, `[p][phaseRows][phaseStride]`.
    private let phases: FloatBuffer
    /// Sums over the sample rows of one row of cells.
    private let columnSums: FloatBuffer
    /// Mean capped difference, `[candidate][cell]`.
    private var costs: [Double]
    private var best: [PictureShift]
    private var clarity: [Double]
    /// The field of the last estimate.
    private(set) var field: [PictureShift]

    init(layout: PictureLayout) {
        self.layout = layout
        rows = (layout.height + Self.step - 1) / Self.step
        columns = (layout.width + Self.step - 1) / Self.step
        sampleStride = (columns + 7) / 8 * 8
        phaseStride = (layout.stride + Self.step - 1) / Self.step
        phaseRows = layout.height + 2 * PictureLayout.margin
        let cells = layout.grid.count
        fit = AffineFit(grid: layout.grid, range: Self.range)
        samples = FloatBuffer(count: rows * sampleStride + PictureLayout.slack)
        phases = FloatBuffer(count: Self.step * phaseRows * phaseStride + PictureLayout.slack)
        columnSums = FloatBuffer(count: sampleStride)
        costs = [Double](repeating: 0, count: Self.candidateCount * cells)
        best = [PictureShift](repeating: .none, count: cells)
        clarity = [Double](repeating: 0, count: cells)
        field = best
    }

    /// Estimates ``field``, relative to the shift `shared`.
    ///
    /// - Returns: whether the field is better than the shared shift alone.
    func estimate(
        frame: UnsafePointer<Float>, previous: UnsafePointer<Float>, gain: BrightnessGain, shared: PictureShift
    ) -> Bool {
        collectSamples(frame, gain)
        collectPhases(previous)
        for cellRow in 0..<layout.grid.height { sumCosts(cellRow: cellRow, shared: shared) }
        chooseBest()
        fit.evaluate(shifts: best, weights: clarity, into: &field)
        let cells = layout.grid.count
        var withField = 0.0
        var without = 0.0
        for cell in 0..<cells {
            let candidate = (field[cell].dy + Self.range) * 7 + field[cell].dx + Self.range
            withField += costs[candidate * cells + cell]
            without += costs[Self.unmoved * cells + cell]
        }
        return withField < 0.9 * without
    }

    private func collectSamples(_ frame: UnsafePointer<Float>, _ gain: BrightnessGain) {
        for row in 0..<rows {
            let source = frame + row * Self.step * layout.stride
            let target = samples.base + row * sampleStride
            for column in 0..<columns { target[column] = gain.apply(source[column * Self.step]) }
        }
    }

    private func collectPhases(_ previous: UnsafePointer<Float>) {
        let plane = phaseRows * phaseStride
        let first = previous - layout.origin
        for y in 0..<phaseRows {
            let source = first + y * layout.stride
            let target = phases.base + y * phaseStride
            let complete = layout.stride / Self.step
            for index in 0..<complete {
                target[index] = source[3 * index]
                target[plane + index] = source[3 * index + 1]
                target[2 * plane + index] = source[3 * index + 2]
            }
            for x in 3 * complete..<layout.stride { target[(x - 3 * complete) * plane + complete] = source[x] }
        }
    }

    /// Fills the costs of one row of cells for all candidates.
    private func sumCosts(cellRow: Int, shared: PictureShift) {
        let size = layout.cellPixels
        let firstRow = (cellRow * size + Self.step - 1) / Self.step
        let endRow = min(rows, ((cellRow + 1) * size + Self.step - 1) / Self.step)
        let margin = PictureLayout.margin
        for candidate in 0..<Self.candidateCount {
            let x = shared.dx + candidate % 7 - Self.range + margin
            let y = shared.dy + candidate / 7 - Self.range + margin
            let phase = phases.base + (x % Self.step) * phaseRows * phaseStride + x / Self.step
            sumColumns(
                samples.base + firstRow * sampleStride, phase + (firstRow * Self.step + y) * phaseStride,
                rowCount: endRow - firstRow)
            costs.withUnsafeMutableBufferPointer { costs in
                var column = 0
                for cellColumn in 0..<layout.grid.width {
                    let end = min(columns, ((cellColumn + 1) * size + Self.step - 1) / Self.step)
                    let count = (end - column) * (endRow - firstRow)
                    var sum = 0.0
                    while column < end {
                        sum += Double(columnSums.base[column])
                        column += 1
                    }
                    let cell = cellRow * layout.grid.width + cellColumn
                    costs[candidate * layout.grid.count + cell] = sum / Double(count)
                }
            }
        }
    }

    /// Sums capped differences down every column of samples.
    private func sumColumns(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rowCount: Int) {
        let cap = SIMD8<Float>(repeating: Self.cap)
        for column in Swift.stride(from: 0, to: sampleStride, by: 8) {
            var sum = SIMD8<Float>()
            var left = UnsafeRawPointer(a + column)
            var right = UnsafeRawPointer(b + column)
            for _ in 0..<rowCount {
                let difference = left.loadUnaligned(as: SIMD8<Float>.self) - right.loadUnaligned(as: SIMD8<Float>.self)
                sum += LaneMath.minimum(LaneMath.magnitude(difference), cap)
                left += 4 * sampleStride
                right += 4 * Self.step * phaseStride
            }
            UnsafeMutableRawPointer(columnSums.base + column).storeBytes(of: sum, as: SIMD8<Float>.self)
        }
    }

    /// The cheapest candidate of each cell (the first of equals), and how far it stands out.
    private func chooseBest() {
        let cells = layout.grid.count
        for cell in 0..<cells {
            var cheapest = 0
            var lowest = costs[cell]
            var highest = lowest
            for candidate in 1..<Self.candidateCount {
                let cost = costs[candidate * cells + cell]
                if cost < lowest {
                    lowest = cost
                    cheapest = candidate
                }
                highest = max(highest, cost)
            }
            best[cell] = PictureShift(dy: cheapest / 7 - Self.range, dx: cheapest % 7 - Self.range)
            clarity[cell] = highest - lowest
        }
    }
}
