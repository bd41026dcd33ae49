import OmniZipFFmpeg

/// Decoded frames to RGB24 pictures as a model's own tools make them: converted at full size, then resized.
final class InputPictureConverter {
    private let width: Int
    private let height: Int
    private var resizer: AntialiasedResizer?
    private var fullSize: FullSizeConverter?

    /// - Parameters:
    ///   - width: of the picture before it is turned.
    ///   - height: of the picture before it is turned.
    init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
    }

    /// Writes the picture of `frame`; false for what libswscale refuses, which is left to the scaler.
    ///
    /// - Parameter pixels: room for `height * width * 3` bytes.
    func convert(_ frame: Frame, to pixels: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        if let converter = ChromaPairConverter(frame) {
            resizer(for: frame).resize(to: pixels) { index, row in converter.convert(frame, row: index, to: row) }
            return true
        }
        guard let picture = fullSizeConverter(for: frame)?.convert(frame), let source = picture.baseAddress else {
            return false
        }
        let columns = frame.width
        resizer(for: frame).resize(to: pixels) { index, row in
            var next = source + 3 * index * columns
            for column in 0..<columns {
                row[column] = SIMD4(Float(next[0]), Float(next[1]), Float(next[2]), 0)
                next += 3
            }
        }
        return true
    }

    private func fullSizeConverter(for frame: Frame) -> FullSizeConverter? {
        if let fullSize, fullSize.fits(frame) { return fullSize }
        fullSize = FullSizeConverter(frame)
        return fullSize
    }

    private func resizer(for frame: Frame) -> AntialiasedResizer {
        if let resizer, resizer.inputWidth == frame.width, resizer.inputHeight == frame.height { return resizer }
        let made = AntialiasedResizer(
            inputWidth: frame.width, inputHeight: frame.height, width: width, height: height)
        resizer = made
        return made
    }
}
