import OmniZipCore

/// Fits shifts of cells by an affine field: shift = a + b gy + c gx, with gy and gx in about [-1, 1] over the grid.
///
/// Least squares with weights u^2, solved four times; after each, u = w / (1 + (r / 0.5)^2) with r the larger residual
/// of a cell, so that cells which move on their own lose their say.
struct AffineFit: Sendable {
    private let grid: CellGrid
    /// Largest component of a fitted shift.
    private let range: Int

    /// A fit over the cells of `grid`.
    init(grid: CellGrid, range: Int) {
        self.grid = grid
        self.range = range
    }

    /// Writes the rounded field (half to even), clipped to the range.
    func evaluate(shifts: [PictureShift], weights: [Double], into field: inout [PictureShift]) {
        var solution = Solution()
        for round in 0..<4 {
            var normal = NormalEquations()
            for cell in 0..<grid.count {
                let basis = basis(ofCell: cell)
                var u = weights[cell]
                if round > 0 {
                    let (dy, dx) = solution.shift(at: basis)
                    let residual = max(abs(Double(shifts[cell].dy) - dy), abs(Double(shifts[cell].dx) - dx)) / 0.5
                    u /= 1 + residual * residual
                }
                normal.add(basis, weight: u * u, shift: shifts[cell])
            }
            solution = normal.solve()
        }
        for cell in 0..<grid.count {
            let (dy, dx) = solution.shift(at: basis(ofCell: cell))
            field[cell] = PictureShift(dy: rounded(dy), dx: rounded(dx))
        }
    }

    private func rounded(_ value: Double) -> Int {
        let limit = Double(range)
        return Int(min(max(value.rounded(.toNearestOrEven), -limit), limit))
    }

    private func basis(ofCell cell: Int) -> SIMD3<Double> {
        let (row, column) = cell.quotientAndRemainder(dividingBy: grid.width)
        let y = (Double(row) - Double(grid.height - 1) / 2) / Double(grid.height) * 2
        let x = (Double(column) - Double(grid.width - 1) / 2) / Double(grid.width) * 2
        return [1, y, x]
    }
}

/// Coefficients of the field, one vector per component.
private struct Solution {
    var dy = SIMD3<Double>()
    var dx = SIMD3<Double>()

    func shift(at basis: SIMD3<Double>) -> (dy: Double, dx: Double) {
        (
            (basis.x * dy.x + basis.y * dy.y) + basis.z * dy.z,
            (basis.x * dx.x + basis.y * dx.y) + basis.z * dx.z
        )
    }
}

/// The normal equations of the fit: a symmetric matrix, and a right side for each component of the shift.
private struct NormalEquations {
    /// Keeps the equations solvable where the grid has one row or column, or no cell is clear.
    private static let ridge = 1e-9

    private var diagonal = SIMD3<Double>(repeating: ridge)
    /// Entries (1, 0), (2, 0) and (2, 1).
    private var lower = SIMD3<Double>()
    private var rightY = SIMD3<Double>()
    private var rightX = SIMD3<Double>()

    mutating func add(_ basis: SIMD3<Double>, weight: Double, shift: PictureShift) {
        let weighted = basis * weight
        diagonal += weighted * basis
        lower += SIMD3(weighted.y * basis.x, weighted.z * basis.x, weighted.z * basis.y)
        rightY += weighted * Double(shift.dy)
        rightX += weighted * Double(shift.dx)
    }

    /// Solves by the decomposition L D L^T.
    func solve() -> Solution {
        let d0 = diagonal.x
        let l10 = lower.x / d0
        let l20 = lower.y / d0
        let d1 = diagonal.y - l10 * lower.x
        let rest = lower.z - l20 * lower.x
        let l21 = rest / d1
        let d2 = diagonal.z - l20 * lower.y - l21 * rest
        func substitute(_ right: SIMD3<Double>) -> SIMD3<Double> {
            let y1 = right.y - l10 * right.x
            let y2 = right.z - l20 * right.x - l21 * y1
            let z = y2 / d2
            let y = y1 / d1 - l21 * z
            return SIMD3(right.x / d0 - l10 * y - l20 * z, y, z)
        }
        return Solution(dy: substitute(rightY), dx: substitute(rightX))
    }
}
