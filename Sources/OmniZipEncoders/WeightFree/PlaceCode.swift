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
        vectors = R2Sequence.rank(height: grid.height, width: grid.width).map { rank in
            let first = 2 * Double.pi * Double(rank) * 0.7548776662466927
            let second = 2 * Double.pi * Double(rank) * 0.5698402909980532
            let angles = [
                PortableMath.cos(first), PortableMath.sin(first), PortableMath.cos(second), PortableMath.sin(second),
            ]
            return SIMD4(angles.map { Float($0 * scale) })
        }
    }
}
