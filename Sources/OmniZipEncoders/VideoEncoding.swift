/// Encodes the pictures of one clip, one temporal patch after the other.
public protocol VideoEncoding {
    /// Encodes one temporal patch of two pictures; the previous picture is remembered for motion.
    ///
    /// - Parameters:
    ///   - first: RGB24 `[H, W, 3]`, rows without gaps, H and W the grid's cells times their pixels.
    ///   - second: the picture that follows it, half a second later, in the same form.
    ///   - windowHalf: 0 if the patch starts in the first second of its window of two seconds, else 1.
    ///   - rows: room for C rows of width D, cells row after row.
    mutating func encode(
        first: UnsafeBufferPointer<UInt8>, second: UnsafeBufferPointer<UInt8>, windowHalf: Int,
        to rows: UnsafeMutableBufferPointer<Float>)

    /// Motion of each cell in the patch encoded last, the larger of its two pictures': in [0, 1], where 1 is motion that no
    /// noise explains.
    ///
    /// - Parameter cells: room for C values.
    func writeMotion(to cells: UnsafeMutableBufferPointer<Float>)
}
