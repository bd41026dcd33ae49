/// Pictures of one size to RGB24 of another by antialiased bicubic interpolation: along rows, then along columns, rounded
/// once at the end. Equal to torchvision's resize of byte tensors but for sums that lie next to the half between two
/// bytes.
///
/// Rows come one after the other, so that no picture of the first size is held but that of the decoder. Products are summed
/// in a fixed order, so that the bytes do not depend on the processor.
final class AntialiasedResizer {
    /// Red, green and blue from 0 to 255; the fourth value is nobody's.
    typealias Pixel = SIMD4<Float>

    let inputWidth: Int
    let inputHeight: Int
    private let width: Int
    private let height: Int
    private let horizontal: ResizeWeights
    private let vertical: ResizeWeights
    private let row: UnsafeMutableBufferPointer<Pixel>
    /// The picture after the first pass, `[inputHeight][width]`.
    private let narrowed: UnsafeMutableBufferPointer<Pixel>

    init(inputWidth: Int, inputHeight: Int, width: Int, height: Int) {
        (self.inputWidth, self.inputHeight) = (inputWidth, inputHeight)
        (self.width, self.height) = (width, height)
        horizontal = ResizeWeights(input: inputWidth, output: width)
        vertical = ResizeWeights(input: inputHeight, output: height)
        row = .allocate(capacity: inputWidth)
        row.initialize(repeating: .zero)
        narrowed = .allocate(capacity: inputHeight * width)
        narrowed.initialize(repeating: .zero)
    }

    deinit {
        row.deallocate()
        narrowed.deallocate()
    }

    /// Resizes one picture.
    ///
    /// - Parameters:
    ///   - pixels: room for `height * width * 3` bytes.
    ///   - load: writes input row `index` into `inputWidth` pixels.
    func resize(
        to pixels: UnsafeMutableBufferPointer<UInt8>,
        load: (_ index: Int, _ row: UnsafeMutablePointer<Pixel>) -> Void
    ) {
        precondition(pixels.count >= height * width * 3, "room for the picture")
        guard let row = row.baseAddress, let narrowed = narrowed.baseAddress, let target = pixels.baseAddress else {
            return
        }
        for index in 0..<inputHeight {
            load(index, row)
            horizontal.apply { starts, weights, taps in
                for column in 0..<width {
                    narrowed[index * width + column] = Self.sum(
                        row + starts[column], stride: 1, weights + column * taps, taps)
                }
            }
        }
        vertical.apply { starts, weights, taps in
            for line in 0..<height {
                for column in 0..<width {
                    let sum = Self.sum(
                        narrowed + starts[line] * width + column, stride: width, weights + line * taps, taps)
                    let place = target + 3 * (line * width + column)
                    for channel in 0..<3 { place[channel] = UInt8(max(0, min(sum[channel], 255)) + 0.5) }
                }
            }
        }
    }

    /// The weighted sum of some pixels.
    @inline(__always)
    private static func sum(
        _ pixels: UnsafePointer<Pixel>, stride: Int, _ weights: UnsafePointer<Float>, _ taps: Int
    ) -> Pixel {
        var sum = Pixel.zero
        for tap in 0..<taps { sum += pixels[tap * stride] * weights[tap] }
        return sum
    }
}

extension ResizeWeights {
    /// Gives `body` starts, weights and places an output.
    fileprivate func apply(
        _ body: (UnsafePointer<Int>, UnsafePointer<Float>, Int) -> Void
    ) {
        starts.withUnsafeBufferPointer { starts in
            values.withUnsafeBufferPointer { values in
                guard let starts = starts.baseAddress, let values = values.baseAddress else { return }
                body(starts, values, tapCount)
            }
        }
    }
}
