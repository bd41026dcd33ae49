import OmniZipKernels

/// How much of each cell is new since the previous frame, after flicker, camera movement and sensor noise.
///
/// Every pixel is compared with the previous frame at rest (overlays stand still under a pan), at the shared shift and
/// at the affine field, in luma and both colour differences; the smallest of the three differences counts. Twice its
/// median is noise, and the median cell is taken as still.
final class MotionEstimator {
    /// Difference that is never motion.
    private static let threshold: Float = 0.04
    /// Part of a cell's mean difference that is never motion.
    private static let deadZone: Float = 0.001
    /// Mean difference of full motion.
    private static let fullMotion: Float = 0.03

    private let layout: PictureLayout
    private let globalShift: GlobalShiftEstimator
    private let affineShift: AffineShiftEstimator
    private let selector = MedianSelector()
    /// Smallest difference per pixel, `[height][width]`.
    private let difference: FloatBuffer
    /// Every fourth of them, for the median.
    private let thinned: FloatBuffer
    /// A value per cell, for medians.
    private let cellValues: FloatBuffer

    init(layout: PictureLayout) {
        self.layout = layout
        globalShift = GlobalShiftEstimator(layout: layout)
        affineShift = AffineShiftEstimator(layout: layout)
        difference = FloatBuffer(count: layout.height * layout.width)
        thinned = FloatBuffer(count: ((layout.height + 1) / 2) * ((layout.width + 1) / 2))
        cellValues = FloatBuffer(count: layout.grid.count)
    }

    /// Writes the motion of each cell, in [0, 1].
    ///
    /// - Parameters:
    ///   - means: mean luma of the frame's cells.
    ///   - previousMeans: the same of the previous frame.
    func estimate(
        frame: PicturePlanes, previous: PicturePlanes, means: UnsafePointer<Float>,
        previousMeans: UnsafePointer<Float>, into motion: UnsafeMutablePointer<Float>
    ) {
        let gain = gain(means: means, previousMeans: previousMeans)
        let shift = globalShift.estimate(frame: frame.luma, previous: previous.luma, gain: gain)
        let useField = affineShift.estimate(frame: frame.luma, previous: previous.luma, gain: gain, shared: shift)
        for cellRow in 0..<layout.grid.height {
            for cellColumn in 0..<layout.grid.width {
                let cell = cellRow * layout.grid.width + cellColumn
                var own = shift
                if useField {
                    own.dy += affineShift.field[cell].dy
                    own.dx += affineShift.field[cell].dx
                }
                compareCell(
                    row: cellRow * layout.cellPixels, column: cellColumn * layout.cellPixels, frame, previous, gain,
                    shift: shift, own: own)
            }
        }
        noveltyOfCells(into: motion)
    }

    /// The median over cells of the ratio of brightness.
    private func gain(means: UnsafePointer<Float>, previousMeans: UnsafePointer<Float>) -> BrightnessGain {
        for cell in 0..<layout.grid.count {
            cellValues.base[cell] =
                (previousMeans[cell] + BrightnessGain.offset) / (means[cell] + BrightnessGain.offset)
        }
        return BrightnessGain(factor: median(cellValues, count: layout.grid.count))
    }

    private func median(_ buffer: FloatBuffer, count: Int) -> Float {
        selector.median(UnsafeBufferPointer(start: buffer.base, count: count))
    }

    /// Smallest difference of each pixel of a cell: at rest, at the shared shift and at the cell's own.
    private func compareCell(
        row: Int, column: Int, _ frame: PicturePlanes, _ previous: PicturePlanes, _ gain: BrightnessGain,
        shift: PictureShift, own: PictureShift
    ) {
        let size = layout.cellPixels
        let sharedOffset = shift.dy * layout.stride + shift.dx
        let ownOffset = own.dy * layout.stride + own.dx
        let useShared = shift != .none
        let useOwn = own != shift && own != .none
        for y in row..<row + size {
            let offset = y * layout.stride + column
            let pixels = PixelRow(frame, offset, gain)
            let target = UnsafeMutableRawPointer(difference.base + y * layout.width + column)
            for x in Swift.stride(from: 0, to: size, by: 4) {
                let pixel = pixels.load(x)
                var smallest = pixel.difference(previous, offset + x)
                if useShared {
                    smallest = LaneMath.minimum(smallest, pixel.difference(previous, offset + x + sharedOffset))
                }
                if useOwn {
                    smallest = LaneMath.minimum(smallest, pixel.difference(previous, offset + x + ownOffset))
                }
                target.storeBytes(of: smallest, toByteOffset: 4 * x, as: SIMD4<Float>.self)
            }
        }
    }

    private func noveltyOfCells(into motion: UnsafeMutablePointer<Float>) {
        var count = 0
        for y in Swift.stride(from: 0, to: layout.height, by: 2) {
            let source = difference.base + y * layout.width
            for x in Swift.stride(from: 0, to: layout.width, by: 2) {
                thinned.base[count] = source[x]
                count += 1
            }
        }
        let noise = 2 * median(thinned, count: count) + Self.threshold
        let size = layout.cellPixels
        let values = cellValues.base
        for cellRow in 0..<layout.grid.height {
            for cellColumn in 0..<layout.grid.width {
                let source = difference.base + cellRow * size * layout.width + cellColumn * size
                values[cellRow * layout.grid.width + cellColumn] = meanAbove(noise, source)
            }
        }
        let still = median(cellValues, count: layout.grid.count)
        for cell in 0..<layout.grid.count {
            motion[cell] = min(max((values[cell] - still - Self.deadZone) / Self.fullMotion, 0), 1)
        }
    }

    /// Mean over a cell of what exceeds `noise`.
    private func meanAbove(_ noise: Float, _ source: UnsafePointer<Float>) -> Float {
        let size = layout.cellPixels
        var sum = SIMD4<Float>()
        for y in 0..<size {
            let row = UnsafeRawPointer(source + y * layout.width)
            for x in Swift.stride(from: 0, to: size, by: 4) {
                let value = row.loadUnaligned(fromByteOffset: 4 * x, as: SIMD4<Float>.self)
                sum += LaneMath.maximum(value - noise, SIMD4())
            }
        }
        return LaneMath.sum(sum) / Float(size * size)
    }
}

/// A row of pixels of a frame, brought to the brightness of the previous frame when loaded.
private struct PixelRow {
    let luma: UnsafeRawPointer
    let blueDifference: UnsafeRawPointer
    let redDifference: UnsafeRawPointer
    let gain: BrightnessGain

    @inline(__always)
    init(_ planes: PicturePlanes, _ offset: Int, _ gain: BrightnessGain) {
        luma = UnsafeRawPointer(planes.luma + offset)
        blueDifference = UnsafeRawPointer(planes.blueDifference + offset)
        redDifference = UnsafeRawPointer(planes.redDifference + offset)
        self.gain = gain
    }

    @inline(__always)
    func load(_ x: Int) -> Pixels {
        Pixels(
            luma: gain.apply(luma.loadUnaligned(fromByteOffset: 4 * x, as: SIMD4<Float>.self)),
            blueDifference: blueDifference.loadUnaligned(fromByteOffset: 4 * x, as: SIMD4<Float>.self) * gain.factor,
            redDifference: redDifference.loadUnaligned(fromByteOffset: 4 * x, as: SIMD4<Float>.self) * gain.factor)
    }
}

/// Four pixels.
private struct Pixels {
    let luma: SIMD4<Float>
    let blueDifference: SIMD4<Float>
    let redDifference: SIMD4<Float>

    /// The largest difference over the three planes to the pixels at `offset`.
    @inline(__always)
    func difference(_ other: PicturePlanes, _ offset: Int) -> SIMD4<Float> {
        let y = UnsafeRawPointer(other.luma + offset).loadUnaligned(as: SIMD4<Float>.self)
        let b = UnsafeRawPointer(other.blueDifference + offset).loadUnaligned(as: SIMD4<Float>.self)
        let r = UnsafeRawPointer(other.redDifference + offset).loadUnaligned(as: SIMD4<Float>.self)
        return LaneMath.maximum(
            LaneMath.maximum(LaneMath.magnitude(luma - y), LaneMath.magnitude(blueDifference - b)),
            LaneMath.magnitude(redDifference - r))
    }
}
