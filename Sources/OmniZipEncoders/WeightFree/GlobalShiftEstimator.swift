import OmniZipKernels

/// Finds the movement that most of the picture shares: a pan of the camera.
///
/// Every fourth pixel in both directions, all shifts up to 8 pixels, differences capped at 0.1 so that a moving object
/// does not outvote the rest. A shift counts only if its cost is under 0.8 of that of no shift.
final class GlobalShiftEstimator {
    private static let range = 8
    private static let step = 4
    private static let cap: Float = 0.1

    private let layout: PictureLayout
    private let rows: Int
    private let columns: Int
    private let sampleStride: Int
    private let phaseStride: Int
    /// Every fourth pixel of the frame, `[rows][sampleStride]`.
    private let samples: FloatBuffer
    /// The previous frame's columns 4 i + p, `[p][height][phaseStride]`.
    private let phases: FloatBuffer

    init(layout: PictureLayout) {
        self.layout = layout
        rows = max(0, (layout.height - 2 * Self.range + Self.step - 1) / Self.step)
        columns = max(0, (layout.width - 2 * Self.range + Self.step - 1) / Self.step)
        sampleStride = (columns + 7) / 8 * 8
        phaseStride = layout.width / Self.step
        samples = FloatBuffer(count: rows * sampleStride + PictureLayout.slack)
        phases = FloatBuffer(count: Self.step * layout.height * phaseStride + PictureLayout.slack)
    }

    /// The shared shift, `.none` if there is no clear one.
    ///
    /// - Parameters:
    ///   - frame: luma of the frame, scaled to the brightness of the previous one by `gain` (see ``BrightnessGain``).
    ///   - previous: luma of the previous frame.
    func estimate(frame: UnsafePointer<Float>, previous: UnsafePointer<Float>, gain: BrightnessGain) -> PictureShift {
        guard rows > 0, columns > 0 else { return .none }
        collectSamples(frame, gain)
        collectPhases(previous)
        // A shift that wins must be cheaper than 0.8 of no shift: whatever exceeds the best so far is left early.
        var best = cost(of: .none, limit: .infinity) * 0.8
        var shift = PictureShift.none
        for dy in -Self.range...Self.range {
            for dx in -Self.range...Self.range {
                let candidate = PictureShift(dy: dy, dx: dx)
                let value = cost(of: candidate, limit: best)
                if value < best {
                    best = value
                    shift = candidate
                }
            }
        }
        return shift
    }

    private func collectSamples(_ frame: UnsafePointer<Float>, _ gain: BrightnessGain) {
        for row in 0..<rows {
            let source = frame + (Self.range + row * Self.step) * layout.stride + Self.range
            let target = samples.base + row * sampleStride
            for column in 0..<columns { target[column] = gain.apply(source[column * Self.step]) }
        }
    }

    private func collectPhases(_ previous: UnsafePointer<Float>) {
        let plane = layout.height * phaseStride
        for y in 0..<layout.height {
            let source = previous + y * layout.stride
            let target = phases.base + y * phaseStride
            for index in 0..<phaseStride {
                target[index] = source[4 * index]
                target[plane + index] = source[4 * index + 1]
                target[2 * plane + index] = source[4 * index + 2]
                target[3 * plane + index] = source[4 * index + 3]
            }
        }
    }

    /// Sum of capped differences; any value of at least `limit` once that is reached.
    private func cost(of shift: PictureShift, limit: Float) -> Float {
        let offset = Self.range + shift.dx
        let phase = phases.base + (offset % Self.step) * layout.height * phaseStride + offset / Self.step
        let cap = SIMD8<Float>(repeating: Self.cap)
        var lastCap = cap
        for lane in 0..<8 where sampleStride - 8 + lane >= columns { lastCap[lane] = 0 }
        var total = SIMD8<Float>()
        for row in 0..<rows {
            let a = samples.base + row * sampleStride
            let b = phase + (Self.range + row * Self.step + shift.dy) * phaseStride
            var column = 0
            while column < sampleStride - 8 {
                total += Self.difference(a + column, b + column, cap)
                column += 8
            }
            total += Self.difference(a + column, b + column, lastCap)
            if LaneMath.sum(total) >= limit { break }
        }
        return LaneMath.sum(total)
    }

    @inline(__always)
    private static func difference(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ cap: SIMD8<Float>
    ) -> SIMD8<Float> {
        let x = UnsafeRawPointer(a).loadUnaligned(as: SIMD8<Float>.self)
        let y = UnsafeRawPointer(b).loadUnaligned(as: SIMD8<Float>.self)
        return LaneMath.minimum(LaneMath.magnitude(x - y), cap)
    }
}
