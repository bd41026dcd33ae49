import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct GlobalShiftEstimatorTests {
    private func planes(_ pixels: [UInt8], grid: CellGrid, cell: Int = 28) -> PicturePlanes {
        let planes = PicturePlanes(layout: PictureLayout(grid: grid, cellPixels: cell))
        pixels.withUnsafeBufferPointer { planes.load($0) }
        return planes
    }

    /// Two windows of one scene, the second moved by (dy, dx).
    private func shift(dy: Int, dx: Int, grid: CellGrid, cell: Int = 28) -> PictureShift {
        let (height, width) = (grid.height * cell, grid.width * cell)
        let scene = SyntheticInput.pictures(kind: "noise", count: 1, height: height + 20, width: width + 20)[0]
        func crop(_ top: Int, _ left: Int) -> [UInt8] {
            var pixels: [UInt8] = []
            for y in top..<top + height {
                let start = (y * (width + 20) + left) * 3
                pixels += scene[start..<start + 3 * width]
            }
            return pixels
        }
        let previous = planes(crop(10, 10), grid: grid, cell: cell)
        let frame = planes(crop(10 + dy, 10 + dx), grid: grid, cell: cell)
        return GlobalShiftEstimator(layout: previous.layout).estimate(
            frame: frame.luma, previous: previous.luma, gain: BrightnessGain(factor: 1))
    }

    @Test(arguments: [(0, 0), (3, 5), (-8, 8), (8, -8), (1, 0), (0, -7)])
    func findsThePan(dy: Int, dx: Int) {
        let grid = CellGrid(height: 2, width: 3)
        #expect(shift(dy: dy, dx: dx, grid: grid) == PictureShift(dy: dy, dx: dx))
    }

    @Test func searchesThePictureOfOneCell() {
        #expect(shift(dy: -2, dx: 3, grid: CellGrid(height: 1, width: 1)) == PictureShift(dy: -2, dx: 3))
    }

    @Test func tooSmallToSearchIsStill() {
        #expect(shift(dy: 2, dx: 2, grid: CellGrid(height: 1, width: 1), cell: 16) == .none)
        #expect(shift(dy: 2, dx: 2, grid: CellGrid(height: 1, width: 3), cell: 12) == .none)
    }

    @Test func flatPictureIsStill() {
        let grid = CellGrid(height: 2, width: 2)
        let flat = planes([UInt8](repeating: 90, count: 56 * 56 * 3), grid: grid)
        let shift = GlobalShiftEstimator(layout: flat.layout).estimate(
            frame: flat.luma, previous: flat.luma, gain: BrightnessGain(factor: 0.9))
        #expect(shift == .none)
    }
}
