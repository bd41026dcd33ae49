import OmniZipCore

/// Geometry of planes in memory: pixels of a grid of cells with a margin that repeats the edges.
///
/// The margin is as wide as the largest shift, so that shifted pictures need no clamping.
struct PictureLayout: Sendable, Equatable {
    /// Cells of the picture.
    let grid: CellGrid
    /// Height and width of a cell in pixels, a multiple of 4.
    let cellPixels: Int

    /// Pixels around the picture: the global shift (8), the local one (3) and one to spare.
    static let margin = 12
    /// Values that may be read, and are finite, behind the last one of a buffer.
    static let slack = 16

    /// Height in pixels.
    var height: Int { grid.height * cellPixels }
    /// Width in pixels.
    var width: Int { grid.width * cellPixels }
    /// Values from one row to the next.
    var stride: Int { width + 2 * Self.margin }
    /// Values of a plane with its margin.
    var planeCount: Int { (height + 2 * Self.margin) * stride + Self.slack }
    /// Where pixel (0, 0) lies in a plane.
    var origin: Int { Self.margin * stride + Self.margin }
}

/// Memory for single-precision values, zero at first, owned by one encoder.
final class FloatBuffer {
    /// The first value.
    let base: UnsafeMutablePointer<Float>
    /// Number of values.
    let count: Int

    init(count: Int) {
        self.count = count
        base = .allocate(capacity: max(1, count))
        base.initialize(repeating: 0, count: count)
    }

    deinit { base.deallocate() }
}
