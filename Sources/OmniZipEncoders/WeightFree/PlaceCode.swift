import OmniZipCore
import OmniZipKernels

/// Four numbers per cell, of length 1 and far apart for neighbours, so that the cells of one moving object do not pass
/// for each other.
struct PlaceCode: Sendable {
    /// A vector per cell, row after row.
    let vectors: [SIMD4<Float>]

    /// The codes of a grid, from the cells' ranks in the R2 low-discrepancy order.
    init(grid: CellGrid) {
        let scale = 0.5.squareRoot()
        vectors = Self.rank(height: grid.height, width: grid.width).map { rank in
            let first = 2 * Double.pi * Double(rank) * 0.7548776662466927
            let second = 2 * Double.pi * Double(rank) * 0.5698402909980532
            let angles = [
                PortableMath.cos(first), PortableMath.sin(first), PortableMath.cos(second), PortableMath.sin(second),
            ]
            return SIMD4(angles.map { Float($0 * scale) })
        }
    }

    /// Position of each cell in the order in which the R2 sequence first visits it.
    private static func rank(height: Int, width: Int) -> [Int] {
        let count = height * width
        let g = 1.32471795724474602596
        var rank = [Int](repeating: -1, count: count)
        var visited = 0
        var index = 1
        while visited < count && index < 100 * count + 1000 {
            let y = Double(index) / (g * g)
            let x = Double(index) / g
            let row = Int((y - y.rounded(.down)) * Double(height))
            let column = Int((x - x.rounded(.down)) * Double(width))
            if rank[row * width + column] < 0 {
                rank[row * width + column] = visited
                visited += 1
            }
            index += 1
        }
        for cell in rank.indices where rank[cell] < 0 {
            rank[cell] = visited
            visited += 1
        }
        return rank
    }
}
