/// Cosines in whole steps of 2^-20. Smaller differences are noise of single precision; rounded away, cells of black,
/// frozen or flat pictures tie, and ties are spread over the picture.
enum CosineSteps {
    /// Steps in a cosine of 1.
    static let one: Float = 1_048_576

    // Adding and subtracting 1.5 * 2^23 leaves the nearest whole number, halves to even, for |x| <= 2^22.
    private static let magic: Float = 12_582_912

    /// The nearest whole number of steps.
    @inline(__always)
    static func steps(_ cosine: Float) -> Float { (cosine * one + magic) - magic }

    /// The same for four cosines.
    @inline(__always)
    static func steps(_ cosines: SIMD4<Float>) -> SIMD4<Float> { (cosines * one + magic) - magic }
}
