import OmniZipFFmpeg

/// Decoded frames to upright RGB24 pictures of one size. Buffers are made once; the scaler is rebuilt only where the
/// stream's size, format or colour changes.
final class PictureConverter {
    private let width: Int
    private let height: Int
    private let orientation: Orientation
    private let scaled: UnsafeMutableBufferPointer<UInt8>
    private let turned: UnsafeMutableBufferPointer<UInt8>?
    private let input: InputPictureConverter?
    /// The picture as the model's own tools make it, before it is turned; empty if it is not wanted.
    private let resized: UnsafeMutableBufferPointer<UInt8>
    private let turnedInput: UnsafeMutableBufferPointer<UInt8>?
    private var scaler: Scaler?
    /// What the last picture was converted from; nil before the first.
    var format: Scaler.Configuration? { scaler?.configuration }
    /// How often the stream's size, format or colour changed.
    private(set) var changeCount = 0

    /// - Parameters:
    ///   - width: of the upright picture.
    ///   - height: of the upright picture.
    ///   - makesInputs: whether `inputPixels` are wanted, too.
    init(width: Int, height: Int, orientation: Orientation, makesInputs: Bool = false) {
        self.width = width
        self.height = height
        self.orientation = orientation
        let byteCount = width * height * 3
        scaled = .allocate(capacity: byteCount + Scaler.paddingBytes)
        scaled.initialize(repeating: 0)
        turned = orientation == .upright ? nil : .allocate(capacity: byteCount)
        turned?.initialize(repeating: 0)
        let isTransposed = orientation.isTransposed
        input =
            makesInputs
            ? InputPictureConverter(width: isTransposed ? height : width, height: isTransposed ? width : height) : nil
        resized = .allocate(capacity: makesInputs ? byteCount : 0)
        resized.initialize(repeating: 0)
        turnedInput = makesInputs && orientation != .upright ? .allocate(capacity: byteCount) : nil
        turnedInput?.initialize(repeating: 0)
    }

    deinit {
        scaled.deallocate()
        turned?.deallocate()
        resized.deallocate()
        turnedInput?.deallocate()
    }

    /// The last converted picture: `[height, width, 3]`, rows without gaps, valid until the next conversion.
    var pixels: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(turned ?? UnsafeMutableBufferPointer(rebasing: scaled[0..<width * height * 3]))
    }

    /// The last picture as the model's own tools make it, of the same form; empty if it is not wanted.
    var inputPixels: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(turnedInput ?? resized) }

    /// Converts `frame` into `pixels`, and `inputPixels` if they are wanted.
    func convert(_ frame: Frame) throws(FFmpegError) {
        let wanted = Scaler.Configuration(
            frame: frame, matrix: Self.matrix(of: frame), isFullRange: Self.isFullRange(frame),
            width: orientation.isTransposed ? height : width, height: orientation.isTransposed ? width : height)
        let scaler = try scaler(for: wanted)
        try scaler.scale(frame, to: scaled)
        if let turned { turn(scaled, into: turned) }
        guard let input else { return }
        try input.convert(frame, to: resized)
        if let turnedInput { turn(resized, into: turnedInput) }
    }

    private func scaler(for wanted: Scaler.Configuration) throws(FFmpegError) -> Scaler {
        if let scaler {
            if scaler.configuration == wanted { return scaler }
            changeCount += 1
        }
        let made = try Scaler(wanted)
        scaler = made
        return made
    }

    /// What the stream declares, else the players' rule: high definition is BT.709, smaller pictures are BT.601.
    static func matrix(of frame: Frame) -> ColourMatrix {
        guard frame.colourMatrix == .unspecified else { return frame.colourMatrix }
        return frame.height >= 720 || frame.width >= 1280 ? .bt709 : .bt601
    }

    /// What the stream declares or its pixel format says, else limited.
    static func isFullRange(_ frame: Frame) -> Bool {
        frame.pixelFormat.impliesFullRange || frame.declaresFullRange == true
    }

    private func turn(
        _ picture: UnsafeMutableBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        let sourceWidth = orientation.isTransposed ? height : width
        for row in 0..<height {
            let sourceRow = orientation.mirrorsRows ? height - 1 - row : row
            for column in 0..<width {
                let sourceColumn = orientation.mirrorsColumns ? width - 1 - column : column
                let source =
                    orientation.isTransposed
                    ? sourceColumn * sourceWidth + sourceRow : sourceRow * sourceWidth + sourceColumn
                let (from, to) = (3 * source, 3 * (row * width + column))
                target[to] = picture[from]
                target[to + 1] = picture[from + 1]
                target[to + 2] = picture[from + 2]
            }
        }
    }
}
