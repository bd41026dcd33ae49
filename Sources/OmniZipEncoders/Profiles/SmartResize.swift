/// Picture sizes by the rule that Qwen's tools and its Hugging Face processor share ("smart_resize").
///
/// Both sides become multiples of the factor; the area is brought between two bounds with the aspect ratio kept as
/// well as the factor allows.
public enum SmartResize {
    /// Sides that differ by more than this are refused, as the model's tools do.
    public static let maximumAspectRatio = 200.0

    /// The size for a picture of `height` x `width` pixels. Bounds are areas in pixels and may be fractional.
    public static func size(
        height: Int, width: Int, factor: Int, minPixels: Double, maxPixels: Double
    ) throws(ProfileError) -> PictureSize {
        guard height > 0, width > 0, height <= 1 << 20, width <= 1 << 20 else {
            throw failure("a picture of \(width)x\(height) pixels cannot be scaled", remedy: nil)
        }
        let h = Double(height)
        let w = Double(width)
        guard max(h, w) / min(h, w) <= maximumAspectRatio else {
            throw failure(
                "the sides of a \(width)x\(height) picture differ by more than 200:1",
                remedy: "crop the video; the model's own tools refuse it too")
        }
        let side = Double(factor)
        let smallest = factor
        var rows = max(smallest, Int((h / side).rounded(.toNearestOrEven)) * factor)
        var columns = max(smallest, Int((w / side).rounded(.toNearestOrEven)) * factor)
        let area = Double(rows) * Double(columns)
        if area > maxPixels {
            let beta = (h * w / maxPixels).squareRoot()
            rows = max(smallest, Int((h / beta / side).rounded(.down)) * factor)
            columns = max(smallest, Int((w / beta / side).rounded(.down)) * factor)
        } else if area < minPixels {
            let beta = (minPixels / (h * w)).squareRoot()
            rows = Int((h * beta / side).rounded(.up)) * factor
            columns = Int((w * beta / side).rounded(.up)) * factor
        }
        return PictureSize(height: rows, width: columns)
    }

    private static func failure(_ cause: String, remedy: String?) -> ProfileError {
        ProfileError(code: .pictureSize, operation: "choose picture size", cause: cause, remedy: remedy)
    }
}
