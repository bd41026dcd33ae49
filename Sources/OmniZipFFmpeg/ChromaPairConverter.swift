import CFFmpeg

/// YCbCr with chroma halved in both directions (8 bits) to RGB of the same size, as the tools of model authors get it: by
/// libswscale's fast routine, which PyAV, torchcodec and decord come to without being asked.
///
/// Each chroma sample is used for its four pixels as it is, products are cut to whole numbers. The arithmetic is that of
/// libswscale's routine for x86 processors with SSSE3, to the bit, on every processor. It is no better than `Scaler`,
/// whose pictures it differs from by a level on average and more at edges of colour; a model has seen pictures like this.
public struct ChromaPairConverter: Sendable, Equatable {
    /// Columns of a picture.
    public let width: Int
    /// Rows of a picture.
    public let height: Int
    private let lumaFactor: Int32
    private let lumaOffset: Int32
    private let redOfV: Int32
    private let blueOfU: Int32
    private let greenOfU: Int32
    private let greenOfV: Int32

    /// A converter for pictures like `frame`; nil for other formats than 8-bit 4:2:0.
    ///
    /// A stream that names no matrix is read as BT.601, whatever its size: that is what these tools do.
    public init?(_ frame: Frame) {
        guard [AV_PIX_FMT_YUV420P.rawValue, AV_PIX_FMT_YUVJ420P.rawValue].contains(frame.pixelFormat.rawValue),
            let table = sws_getCoefficients(frame.colourMatrix.swsColourSpace)
        else { return nil }
        width = frame.width
        height = frame.height
        let isFull = frame.pixelFormat.impliesFullRange || frame.declaresFullRange == true
        func chroma(_ value: Int32) -> Int32 {
            Self.fixed(isFull ? Int64(value) * 224 / 255 : Int64(value))
        }
        lumaFactor = Self.fixed(isFull ? 1 << 16 : (1 << 16) * 255 / 219)
        lumaOffset = isFull ? 0 : 16 << 3
        redOfV = chroma(table[0])
        blueOfU = chroma(table[1])
        greenOfU = chroma(-table[2])
        greenOfV = chroma(-table[3])
    }

    /// Writes row `row` of `frame`, a picture of the kind that the converter was made for: red, green and blue
    /// from 0 to 255, whole numbers.
    ///
    /// - Parameter pixels: room for `width` pixels.
    public func convert(_ frame: Frame, row: Int, to pixels: UnsafeMutablePointer<SIMD4<Float>>) {
        precondition(row >= 0 && row < height && frame.width == width && frame.height == height, "no such row")
        guard let luma = frame.row(row, plane: 0), let us = frame.row(row / 2, plane: 1),
            let vs = frame.row(row / 2, plane: 2)
        else { return }
        for pair in 0..<(width + 1) / 2 {
            let u = Int32(us[pair]) * 8 - 1024
            let v = Int32(vs[pair]) * 8 - 1024
            let red = (v * redOfV) >> 16
            let green = ((u * greenOfU) >> 16) + ((v * greenOfV) >> 16)
            let blue = (u * blueOfU) >> 16
            for column in 2 * pair..<min(2 * pair + 2, width) {
                let y = ((Int32(luma[column]) * 8 - lumaOffset) * lumaFactor) >> 16
                pixels[column] = SIMD4(
                    Float(max(0, min(y + red, 255))), Float(max(0, min(y + green, 255))),
                    Float(max(0, min(y + blue, 255))), 0)
            }
        }
    }

    /// 16.16 fixed point to the 3.13 of the products.
    private static func fixed(_ value: Int64) -> Int32 {
        Int32(clamping: (value * (1 << 13) + (1 << 15)) >> 16)
    }
}

extension Frame {
    /// The bytes of one row of a plane; nil where there is no such plane.
    func row(_ row: Int, plane index: Int) -> UnsafePointer<UInt8>? {
        guard (0..<4).contains(index), let data = pointer.pointee.extended_data[index] else { return nil }
        let stride = withUnsafeBytes(of: pointer.pointee.linesize) { Int($0.bindMemory(to: Int32.self)[index]) }
        return UnsafePointer(data + row * stride)
    }
}
