/// Brings a frame to the brightness of the one before, so that flicker and fades are no motion.
struct BrightnessGain: Sendable {
    /// Factor on luma + 0.02 and on colour differences.
    let factor: Float

    /// Keeps the ratio finite where the picture is black.
    static let offset: Float = 0.02

    /// Luma in the brightness of the previous frame.
    @inline(__always)
    func apply(_ luma: Float) -> Float {
        (luma + Self.offset) * factor - Self.offset
    }

    /// Luma in the brightness of the previous frame.
    @inline(__always)
    func apply(_ luma: SIMD4<Float>) -> SIMD4<Float> {
        (luma + Self.offset) * factor - Self.offset
    }
}
