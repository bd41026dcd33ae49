import CFFmpeg

/// One of the eight ways to lay a picture: transposed first (rows become columns), then mirrored.
public struct Orientation: Sendable, Hashable, Codable {
    /// Rows become columns.
    public let isTransposed: Bool
    /// Left and right change places, after the transposition.
    public let mirrorsColumns: Bool
    /// Top and bottom change places, after the transposition.
    public let mirrorsRows: Bool

    /// As stored.
    public static let upright = Orientation(isTransposed: false, mirrorsColumns: false, mirrorsRows: false)

    /// An orientation from its three parts.
    public init(isTransposed: Bool, mirrorsColumns: Bool, mirrorsRows: Bool) {
        self.isTransposed = isTransposed
        self.mirrorsColumns = mirrorsColumns
        self.mirrorsRows = mirrorsRows
    }

    /// The nearest right-angled orientation of a display matrix (libavutil, display.h: nine fixed-point numbers,
    /// `x' = a x + c y`, `y' = b x + d y`).
    init(displayMatrix matrix: UnsafePointer<Int32>) {
        let (a, b, c, d) = (Int64(matrix[0]), Int64(matrix[1]), Int64(matrix[3]), Int64(matrix[4]))
        if abs(a) + abs(d) >= abs(b) + abs(c) {
            self.init(isTransposed: false, mirrorsColumns: a < 0, mirrorsRows: d < 0)
        } else {
            self.init(isTransposed: true, mirrorsColumns: c < 0, mirrorsRows: b < 0)
        }
    }

    /// Clockwise degrees that a player turns the picture, where it is a turn: 0, 90, 180 or 270; nil for a mirror image.
    public var clockwiseDegrees: Int? {
        switch (isTransposed, mirrorsColumns, mirrorsRows) {
        case (false, false, false): 0
        case (true, true, false): 90
        case (false, true, true): 180
        case (true, false, true): 270
        default: nil
        }
    }
}
