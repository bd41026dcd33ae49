/// A movement of picture content in whole pixels: pixel (y, x) of a frame is found at (y + dy, x + dx) in the one before.
struct PictureShift: Sendable, Hashable {
    /// Rows down.
    var dy: Int
    /// Columns to the right.
    var dx: Int

    /// No movement.
    static let none = PictureShift(dy: 0, dx: 0)
}
