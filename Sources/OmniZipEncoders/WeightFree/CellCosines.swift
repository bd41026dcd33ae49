import OmniZipKernels

/// Low cosine coefficients of brightness and colour of every cell: what a cell looks like.
///
/// The orthonormal two-dimensional transform divided by the cell's size, so that coefficient (0, 0) is the mean. Luma is
/// taken around 0.5 and rolled off by 1 / (1 + (u^2 + v^2) / 9), chroma is doubled.
final class CellCosines {
    private let layout: PictureLayout
    private let space: JointSpace
    private let lumaTransform: CosineTransform
    private let chromaTransform: CosineTransform
    private let lumaWeights: [Float]
    private let chromaWeights: [Float]
    /// Transformed columns of one row of cells, `[order][width]`.
    private let columns: FloatBuffer

    init(layout: PictureLayout, space: JointSpace) {
        self.layout = layout
        self.space = space
        let gain = (1 / Double(layout.cellPixels)).squareRoot()
        lumaTransform = .orthonormal(length: layout.cellPixels, coefficientCount: space.lumaOrder, gain: gain)
        chromaTransform = .orthonormal(length: layout.cellPixels, coefficientCount: space.chromaOrder, gain: gain)
        lumaWeights = (0..<space.lumaOrder * space.lumaOrder).map { index in
            let (u, v) = index.quotientAndRemainder(dividingBy: space.lumaOrder)
            return Float(1 / (1 + Double(u * u + v * v) / 9))
        }
        chromaWeights = [Float](repeating: 2, count: space.chromaOrder * space.chromaOrder)
        columns = FloatBuffer(count: space.lumaOrder * layout.width)
    }

    /// Writes the coefficients of one picture.
    ///
    /// - Parameters:
    ///   - features: cell c's `space.coefficientCount` values begin at `features + c * rowStride`.
    ///   - means: mean luma of each cell.
    func transform(
        _ picture: PicturePlanes, into features: UnsafeMutablePointer<Float>, rowStride: Int,
        means: UnsafeMutablePointer<Float>
    ) {
        transform(picture.luma, lumaTransform, lumaWeights, into: features, rowStride: rowStride)
        for cell in 0..<layout.grid.count {
            means[cell] = features[cell * rowStride]
            features[cell * rowStride] -= 0.5
        }
        let lumaCount = space.lumaOrder * space.lumaOrder
        let chromaCount = space.chromaOrder * space.chromaOrder
        let chroma = features + lumaCount
        transform(picture.blueDifference, chromaTransform, chromaWeights, into: chroma, rowStride: rowStride)
        transform(
            picture.redDifference, chromaTransform, chromaWeights, into: chroma + chromaCount, rowStride: rowStride)
    }

    private func transform(
        _ plane: UnsafePointer<Float>, _ transform: CosineTransform, _ weights: [Float],
        into features: UnsafeMutablePointer<Float>, rowStride: Int
    ) {
        let order = transform.coefficientCount
        let size = layout.cellPixels
        for cellRow in 0..<layout.grid.height {
            transform.transformColumns(
                plane + cellRow * size * layout.stride, inputStride: layout.stride, width: layout.width,
                into: columns.base, outputStride: layout.width)
            for cellColumn in 0..<layout.grid.width {
                let target = features + (cellRow * layout.grid.width + cellColumn) * rowStride
                for u in 0..<order {
                    transform.transform(
                        columns.base + u * layout.width + cellColumn * size, into: target + u * order)
                }
                for index in 0..<order * order { target[index] *= weights[index] }
            }
        }
    }
}
