import OmniZipFFmpeg

/// Decoded frames to RGB24 pictures as a model's own tools make them: converted at full size, then resized.
final class InputPictureConverter {
    private let width: Int
    private let height: Int
    private var resizer: AntialiasedResizer?
    private var scaler: Scaler?
    /// A picture of the decoder's size, RGB24.
    private var fullSize: [UInt8] = []

    /// - Parameters:
    ///   - width: of the picture before it is turned.
    ///   - height: of the picture before it is turned.
    init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
    }

    /// Writes the picture of `frame`.
    ///
    /// A stream that names no matrix is read as BT.601, whatever its size: that is what these tools do. 8-bit 4:2:0 goes
    /// by libswscale's fast routine, all else by its bilinear conversion.
    ///
    /// - Parameter pixels: room for `height * width * 3` bytes.
    ///
    /// #### Errors
    /// What libswscale reports.
    func convert(_ frame: Frame, to pixels: UnsafeMutableBufferPointer<UInt8>) throws(FFmpegError) {
        if let converter = ChromaPairConverter(frame) {
            resizer(for: frame).resize(to: pixels) { index, row in converter.convert(frame, row: index, to: row) }
            return
        }
        try scaleToFullSize(frame)
        let columns = frame.width
        let resizer = resizer(for: frame)
        fullSize.withUnsafeBufferPointer { picture in
            guard let source = picture.baseAddress else { return }
            resizer.resize(to: pixels) { index, row in
                var next = source + 3 * index * columns
                for column in 0..<columns {
                    row[column] = SIMD4(Float(next[0]), Float(next[1]), Float(next[2]), 0)
                    next += 3
                }
            }
        }
    }

    private func scaleToFullSize(_ frame: Frame) throws(FFmpegError) {
        let wanted = Scaler.Configuration(
            frame: frame, matrix: frame.colourMatrix, isFullRange: PictureConverter.isFullRange(frame),
            width: frame.width, height: frame.height, interpolation: .bilinear)
        if scaler?.configuration != wanted {
            scaler = try Scaler(wanted)
            fullSize = [UInt8](repeating: 0, count: 3 * frame.width * frame.height + Scaler.paddingBytes)
        }
        var failure: FFmpegError?
        fullSize.withUnsafeMutableBufferPointer { buffer in
            do throws(FFmpegError) { try scaler?.scale(frame, to: buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func resizer(for frame: Frame) -> AntialiasedResizer {
        if let resizer, resizer.inputWidth == frame.width, resizer.inputHeight == frame.height { return resizer }
        let made = AntialiasedResizer(
            inputWidth: frame.width, inputHeight: frame.height, width: width, height: height)
        resizer = made
        return made
    }
}
