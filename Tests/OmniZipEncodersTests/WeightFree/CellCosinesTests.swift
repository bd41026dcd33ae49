import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct CellCosinesTests {
    @Test(arguments: [(28, JointSpace.full), (32, .full), (28, .compact)])
    func flatCellsHaveTheirMeanOnly(cell: Int, space: JointSpace) {
        let layout = PictureLayout(grid: CellGrid(height: 1, width: 2), cellPixels: cell)
        let grey: [UInt8] = [51, 51, 51]
        let blue: [UInt8] = [0, 0, 255]
        let row = (0..<2 * cell).flatMap { $0 < cell ? grey : blue }
        let planes = PicturePlanes(layout: layout)
        (0..<cell).flatMap { _ in row }.withUnsafeBufferPointer { planes.load($0) }
        var features = [Float](repeating: .nan, count: 2 * space.coefficientCount)
        var means = [Float](repeating: .nan, count: 2)
        features.withUnsafeMutableBufferPointer { features in
            means.withUnsafeMutableBufferPointer { means in
                if let first = features.baseAddress, let mean = means.baseAddress {
                    CellCosines(layout: layout, space: space).transform(
                        planes, into: first, rowStride: space.coefficientCount, means: mean)
                }
            }
        }
        let blueDifference = space.lumaOrder * space.lumaOrder
        let redDifference = blueDifference + space.chromaOrder * space.chromaOrder
        var expected = [Float](repeating: 0, count: features.count)
        expected[0] = 0.2 - 0.5
        expected[space.coefficientCount] = 0.114 - 0.5
        expected[space.coefficientCount + blueDifference] = 2 * 0.564 * 0.886
        expected[space.coefficientCount + redDifference] = -2 * 0.713 * 0.114
        #expect(largestDifference(features, expected) < 1e-6)
        #expect(largestDifference(means, [0.2, 0.114]) < 1e-6)
    }
}
