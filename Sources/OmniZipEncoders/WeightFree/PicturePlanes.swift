/// Brightness and two colour differences of one picture in single precision (BT.601 weights, full range).
final class PicturePlanes {
    let layout: PictureLayout
    private let planes: [FloatBuffer]

    /// Y in [0, 1]; points at pixel (0, 0).
    let luma: UnsafeMutablePointer<Float>
    /// Cb = 0.564 (B - Y).
    let blueDifference: UnsafeMutablePointer<Float>
    /// Cr = 0.713 (R - Y).
    let redDifference: UnsafeMutablePointer<Float>

    init(layout: PictureLayout) {
        self.layout = layout
        planes = (0..<3).map { _ in FloatBuffer(count: layout.planeCount) }
        luma = planes[0].base + layout.origin
        blueDifference = planes[1].base + layout.origin
        redDifference = planes[2].base + layout.origin
    }

    /// Fills the planes from RGB24 `[H, W, 3]`.
    func load(_ pixels: UnsafeBufferPointer<UInt8>) {
        precondition(pixels.count >= layout.height * layout.width * 3, "a picture has three bytes per pixel")
        guard let source = pixels.baseAddress else { return }
        ColorTables.shared.withTables { tables in
            for y in 0..<layout.height {
                convertRow(source + y * layout.width * 3, y: y, tables)
            }
        }
        for plane in [luma, blueDifference, redDifference] { repeatEdges(plane) }
    }

    private func convertRow(_ source: UnsafePointer<UInt8>, y: Int, _ tables: UnsafePointer<SIMD4<Float>>) {
        let width = layout.width
        let lumaRow = luma + y * layout.stride
        let blueRow = blueDifference + y * layout.stride
        let redRow = redDifference + y * layout.stride
        var pixel = source
        for x in 0..<width {
            let red = tables[Int(pixel[0])]
            let green = tables[Int(pixel[1])]
            let blue = tables[Int(pixel[2])]
            let brightness = red.x + green.y + blue.z
            lumaRow[x] = brightness
            blueRow[x] = 0.564 * (blue.w - brightness)
            redRow[x] = 0.713 * (red.w - brightness)
            pixel += 3
        }
    }

    private func repeatEdges(_ plane: UnsafeMutablePointer<Float>) {
        let margin = PictureLayout.margin
        let stride = layout.stride
        for y in 0..<layout.height {
            let row = plane + y * stride
            (row - margin).update(repeating: row[0], count: margin)
            (row + layout.width).update(repeating: row[layout.width - 1], count: margin)
        }
        let first = plane - margin
        let last = first + (layout.height - 1) * stride
        for y in 1...margin {
            (first - y * stride).update(from: first, count: stride)
            (last + y * stride).update(from: last, count: stride)
        }
    }
}

/// For every byte v: the parts of red, green and blue in luma, and v / 255.
private struct ColorTables: Sendable {
    static let shared = ColorTables()
    private let values: [SIMD4<Float>]

    private init() {
        values = (0..<256).map { byte in
            let value = Float(byte) / 255
            return SIMD4(0.299 * value, 0.587 * value, 0.114 * value, value)
        }
    }

    func withTables(_ body: (UnsafePointer<SIMD4<Float>>) -> Void) {
        values.withUnsafeBufferPointer { if let base = $0.baseAddress { body(base) } }
    }
}
