import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct PicturePlanesTests {
    @Test func coloursAndRepeatedEdges() {
        let layout = PictureLayout(grid: CellGrid(height: 1, width: 2), cellPixels: 8)
        var pixels = [UInt8](repeating: 0, count: 8 * 16 * 3)
        pixels.replaceSubrange(0..<3, with: [255, 0, 0])
        pixels.replaceSubrange(pixels.count - 3..<pixels.count, with: [0, 128, 255])
        let planes = PicturePlanes(layout: layout)
        pixels.withUnsafeBufferPointer { planes.load($0) }
        #expect(abs(planes.luma[0] - 0.299) < 1e-7)
        #expect(abs(planes.redDifference[0] - 0.713 * 0.701) < 1e-6)
        #expect(abs(planes.blueDifference[0] + 0.564 * 0.299) < 1e-6)
        #expect(planes.luma[1] == 0)
        let last = 7 * layout.stride + 15
        let luma = Float(0.587 * 128 / 255 + 0.114)
        #expect(abs(planes.luma[last] - luma) < 1e-6)
        for plane in [planes.luma, planes.blueDifference, planes.redDifference] {
            #expect(plane[-12 * layout.stride - 12] == plane[0])
            #expect(plane[-5 * layout.stride] == plane[0])
            #expect(plane[last + 12 * layout.stride + 12] == plane[last])
            #expect(plane[last + 3] == plane[last])
        }
    }
}
