import CFFmpeg

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Owner of a libswscale context: pictures of one format to RGB24 of the same size, as the tools of model authors get them
/// for all formats but 8-bit 4:2:0 and 4:2:2, for which these tools come to faster routines (`ChromaPairConverter`).
///
/// Bilinear in chroma; with accurate rounding and the bit-exact mode, which change nothing for these formats but that the
/// bytes do not depend on the processor.
public final class FullSizeConverter {
    /// Columns of a picture.
    public let width: Int
    /// Rows of a picture.
    public let height: Int
    private let format: PixelFormat
    private let matrix: ColourMatrix
    private let isFullRange: Bool
    private let context: OpaquePointer
    private let pixels: UnsafeMutableBufferPointer<UInt8>

    /// A converter for pictures like `frame`; nil for formats and sizes that libswscale refuses.
    ///
    /// A stream that names no matrix is read as BT.601, whatever its size: that is what these tools do.
    public init?(_ frame: Frame) {
        LogCapture.install()
        (width, height, format, matrix) = (frame.width, frame.height, frame.pixelFormat, frame.colourMatrix)
        isFullRange = frame.pixelFormat.impliesFullRange || frame.declaresFullRange == true
        let flags = SWS_BILINEAR | SWS_ACCURATE_RND | SWS_BITEXACT
        let (columns, rows) = (Int32(clamping: frame.width), Int32(clamping: frame.height))
        guard format.canBeScaled,
            let context = sws_getContext(
                columns, rows, AVPixelFormat(format.rawValue), columns, rows, AV_PIX_FMT_RGB24, flags, nil, nil, nil)
        else { return nil }
        self.context = context
        pixels = .allocate(capacity: 3 * width * height + Scaler.paddingBytes)
        pixels.initialize(repeating: 0)
        if !format.isRGB {
            sws_setColorspaceDetails(
                context, sws_getCoefficients(matrix.swsColourSpace), isFullRange ? 1 : 0,
                sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16)
        }
    }

    deinit {
        sws_freeContext(context)
        pixels.deallocate()
    }

    /// Whether `frame` is a picture of the kind that the converter was made for.
    public func fits(_ frame: Frame) -> Bool {
        frame.width == width && frame.height == height && frame.pixelFormat == format && frame.colourMatrix == matrix
            && (frame.pixelFormat.impliesFullRange || frame.declaresFullRange == true) == isFullRange
    }

    /// Converts `frame`: RGB24, rows without gaps, valid until the next call; nil where libswscale fails.
    public func convert(_ frame: Frame) -> UnsafeBufferPointer<UInt8>? {
        let source = frame.pointer
        let rows = withUnsafeBytes(of: source.pointee.linesize) { lines in
            source.pointee.extended_data.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: 8) { data in
                sws_scale(
                    context, data, lines.bindMemory(to: Int32.self).baseAddress, 0, source.pointee.height,
                    [pixels.baseAddress, nil, nil, nil], [Int32(3 * width), 0, 0, 0])
            }
        }
        return rows == Int32(height) ? UnsafeBufferPointer(pixels) : nil
    }
}
