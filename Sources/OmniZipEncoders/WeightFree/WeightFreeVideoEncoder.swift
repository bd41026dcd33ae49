import OmniZipCore
import OmniZipKernels

/// Pictures of one clip to tokens; see ``WeightFreeEncoder``. All memory is allocated at the start.
final class WeightFreeVideoEncoder: VideoEncoding {
    private let space: JointSpace
    private let layout: PictureLayout
    private let cosines: CellCosines
    private let motionEstimator: MotionEstimator
    private let placeCode: PlaceCode
    private var current: PicturePlanes
    private var previous: PicturePlanes
    private var means: FloatBuffer
    private var previousMeans: FloatBuffer
    private var hasPrevious = false
    /// Cosine coefficients of both pictures, `[cell][2 * coefficientCount]`.
    private let features: FloatBuffer
    /// Motion of both pictures against the one before, `[2][cell]`.
    private let motion: FloatBuffer

    /// - Precondition: the grid has cells, and `cellPixels` is a positive multiple of 4.
    init(space: JointSpace, grid: CellGrid, cellPixels: Int) {
        precondition(grid.height > 0 && grid.width > 0, "a picture has cells")
        precondition(cellPixels >= 8 && cellPixels % 4 == 0, "cells are a multiple of 4 pixels wide")
        let layout = PictureLayout(grid: grid, cellPixels: cellPixels)
        self.space = space
        self.layout = layout
        cosines = CellCosines(layout: layout, space: space)
        motionEstimator = MotionEstimator(layout: layout)
        placeCode = PlaceCode(grid: grid)
        current = PicturePlanes(layout: layout)
        previous = PicturePlanes(layout: layout)
        means = FloatBuffer(count: grid.count)
        previousMeans = FloatBuffer(count: grid.count)
        features = FloatBuffer(count: grid.count * 2 * space.coefficientCount)
        motion = FloatBuffer(count: 2 * grid.count)
    }

    func encode(
        first: UnsafeBufferPointer<UInt8>, second: UnsafeBufferPointer<UInt8>, windowHalf: Int,
        to rows: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(windowHalf == 0 || windowHalf == 1, "a window has two halves")
        precondition(rows.count >= layout.grid.count * space.dimension, "rows hold the tokens of the patch")
        take(first, frame: 0)
        take(second, frame: 1)
        guard let base = rows.baseAddress else { return }
        let damping = max(0, 1 - meanMotion() / 0.3)
        for cell in 0..<layout.grid.count {
            let row = base + cell * space.dimension
            row.update(repeating: 0, count: space.dimension)
            writeContent(ofCell: cell, novelty: largestMotion(ofCell: cell) * damping, to: row)
            writeActivity(ofCell: cell, windowHalf: windowHalf, to: row)
        }
    }

    func writeMotion(to cells: UnsafeMutableBufferPointer<Float>) {
        precondition(cells.count >= layout.grid.count, "there is room for the cells of the patch")
        for cell in 0..<layout.grid.count { cells[cell] = largestMotion(ofCell: cell) }
    }

    /// Motion of the last patch, `[2][cell]`: of its first and its second picture.
    var lastMotion: [Float] {
        Array(UnsafeBufferPointer(start: motion.base, count: motion.count))
    }

    /// Coefficients and motion of one picture, which becomes the previous one.
    private func take(_ pixels: UnsafeBufferPointer<UInt8>, frame: Int) {
        let cells = layout.grid.count
        current.load(pixels)
        cosines.transform(
            current, into: features.base + frame * space.coefficientCount, rowStride: 2 * space.coefficientCount,
            means: means.base)
        let target = motion.base + frame * cells
        if hasPrevious {
            motionEstimator.estimate(
                frame: current, previous: previous, means: means.base, previousMeans: previousMeans.base, into: target)
        } else {
            target.update(repeating: 0, count: cells)
        }
        hasPrevious = true
        swap(&current, &previous)
        swap(&means, &previousMeans)
    }

    private func largestMotion(ofCell cell: Int) -> Float {
        max(motion.base[cell], motion.base[layout.grid.count + cell])
    }

    private func meanMotion() -> Float {
        var sum: Float = 0
        for cell in 0..<layout.grid.count { sum += largestMotion(ofCell: cell) }
        return sum / Float(layout.grid.count)
    }

    /// Appearance with a gain for novelty, place code and constant, at length 1, in the first columns.
    private func writeContent(ofCell cell: Int, novelty: Float, to row: UnsafeMutablePointer<Float>) {
        let count = 2 * space.coefficientCount
        let source = features.base + cell * count
        let gain = 1 + 2 * novelty
        let code = placeCode.vectors[cell] * (0.6 * novelty)
        // Four partial sums, in an order that depends on nothing but the count.
        var squares = code * code
        for index in stride(from: 0, to: count, by: 4) {
            let part = UnsafeRawPointer(source + index).loadUnaligned(as: SIMD4<Float>.self) * gain
            squares += part * part
        }
        let scale = JointSpace.contentScale / (LaneMath.sum(squares) + 1).squareRoot()
        for index in 0..<count { row[index] = source[index] * gain * scale }
        for index in 0..<4 { row[count + index] = code[index] * scale }
        row[count + 4] = scale
    }

    /// Motion in the half seconds of the window, and what fills the token up to length 1.
    private func writeActivity(ofCell cell: Int, windowHalf: Int, to row: UnsafeMutablePointer<Float>) {
        let cells = layout.grid.count
        let halfRoot = Float(0.5.squareRoot())
        let first = supportedMotion(motion.base, cell)
        let second = supportedMotion(motion.base + cells, cell)
        row[space.timeBinStart + 2 * windowHalf] = JointSpace.sharedScale * (first * halfRoot)
        row[space.timeBinStart + 2 * windowHalf + 1] = JointSpace.sharedScale * (second * halfRoot)
        // From the motions themselves: exactly 0 where both are 1.
        let rest = max(0, 1 - (first * first + second * second) * 0.5)
        row[space.videoRest] = JointSpace.sharedScale * rest.squareRoot()
    }

    /// The cell's motion, at most that of the liveliest of its eight neighbours: a lone cell is no motion.
    private func supportedMotion(_ motion: UnsafePointer<Float>, _ cell: Int) -> Float {
        guard motion[cell] > 0 else { return 0 }
        let grid = layout.grid
        let (row, column) = cell.quotientAndRemainder(dividingBy: grid.width)
        var support: Float = 0
        for y in max(0, row - 1)...min(grid.height - 1, row + 1) {
            for x in max(0, column - 1)...min(grid.width - 1, column + 1) where y != row || x != column {
                support = max(support, motion[y * grid.width + x])
            }
        }
        return min(motion[cell], support)
    }
}
