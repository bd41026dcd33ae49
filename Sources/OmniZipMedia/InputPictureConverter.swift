import OmniZipFFmpeg

/// Decoded frames to RGB24 pictures as a model's own tools make them: converted at full size, then resized.
final class InputPictureConverter {
    private let width: Int
    private let height: Int
    private var resizer: AntialiasedResizer?

    /// - Parameters:
    ///   - width: of the picture before it is turned.
    ///   - height: of the picture before it is turned.
    init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
    }

    /// Writes the picture of `frame`; false for formats other than 8-bit 4:2:0, which are left to the scaler.
    ///
    /// - Parameter pixels: room for `height * width * 3` bytes.
    func convert(_ frame: Frame, to pixels: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        guard let converter = ChromaPairConverter(frame) else { return false }
        resizer(for: converter).resize(to: pixels) { index, row in converter.convert(frame, row: index, to: row) }
        return true
    }

    private func resizer(for converter: ChromaPairConverter) -> AntialiasedResizer {
        if let resizer, resizer.inputWidth == converter.width, resizer.inputHeight == converter.height {
            return resizer
        }
        let made = AntialiasedResizer(
            inputWidth: converter.width, inputHeight: converter.height, width: width, height: height)
        resizer = made
        return made
    }
}
