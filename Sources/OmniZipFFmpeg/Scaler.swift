import CFFmpeg

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Owner of a libswscale context: pictures of one size, format and colour to RGB24 of one size.
///
/// With accurate rounding and the bit-exact mode: the bytes do not depend on the processor. Pictures with chroma are scaled
/// bicubically to three planes and interleaved here: libswscale computes the same values for both forms, and has vector
/// code for planes only, which takes less than half the time.
public final class Scaler {
    /// What a scaler is made for.
    public struct Configuration: Sendable, Equatable {
        /// Width of the pictures that come in.
        public let sourceWidth: Int
        /// Height of the pictures that come in.
        public let sourceHeight: Int
        /// Their format.
        public let format: PixelFormat
        /// Their matrix; `unspecified` counts as BT.601.
        public let matrix: ColourMatrix
        /// Whether their values use the full range.
        public let isFullRange: Bool
        /// Width of the RGB pictures.
        public let width: Int
        /// Height of the RGB pictures.
        public let height: Int
        /// How values between samples are found.
        public let interpolation: Interpolation

        /// A scaler for pictures like `frame`.
        public init(
            frame: Frame, matrix: ColourMatrix, isFullRange: Bool, width: Int, height: Int,
            interpolation: Interpolation = .bicubic
        ) {
            sourceWidth = frame.width
            sourceHeight = frame.height
            format = frame.pixelFormat
            self.matrix = matrix
            self.isFullRange = isFullRange
            self.width = width
            self.height = height
            self.interpolation = interpolation
        }
    }

    /// How values between samples are found.
    public enum Interpolation: Sendable {
        /// Bicubic, with chroma of its own for every pixel.
        case bicubic
        /// Bilinear, as libswscale does by default and so the tools of model authors.
        case bilinear

        var flags: Int32 {
            switch self {
            case .bicubic: SWS_BICUBIC | SWS_FULL_CHR_H_INT
            case .bilinear: SWS_BILINEAR
            }
        }
    }

    /// Bytes past the picture that libswscale's vector code may touch.
    public static let paddingBytes = 64

    /// What it was made for.
    public let configuration: Configuration
    private let context: OpaquePointer
    private let isPlanar: Bool
    /// Green, blue and red, one after the other; empty where RGB24 is asked of libswscale.
    private let planes: UnsafeMutableBufferPointer<UInt8>

    /// A scaler for `configuration`.
    ///
    /// #### Errors
    /// `unsupported` for formats that libswscale cannot read; `invalidData` for sizes that it refuses.
    public convenience init(_ configuration: Configuration) throws(FFmpegError) {
        try self.init(
            configuration, isPlanar: configuration.format.hasChroma && configuration.interpolation == .bicubic)
    }

    /// A scaler that asks libswscale for planes or not: the pictures are the same.
    init(_ configuration: Configuration, isPlanar: Bool) throws(FFmpegError) {
        LogCapture.install()
        LogCapture.clear()
        guard configuration.format.canBeScaled else {
            throw FFmpegError(
                code: .unsupported, rawCode: omnizip_averror_patch_welcome(), operation: "scale", path: nil,
                cause: "libswscale cannot read pixel format \(configuration.format.name)")
        }
        self.isPlanar = isPlanar
        let flags = configuration.interpolation.flags | SWS_ACCURATE_RND | SWS_BITEXACT
        guard
            let context = sws_getContext(
                Int32(clamping: configuration.sourceWidth), Int32(clamping: configuration.sourceHeight),
                AVPixelFormat(configuration.format.rawValue), Int32(clamping: configuration.width),
                Int32(clamping: configuration.height), isPlanar ? AV_PIX_FMT_GBRP : AV_PIX_FMT_RGB24,
                flags, nil, nil, nil)
        else {
            throw FFmpegError(rawCode: omnizip_averror_invalid_data(), operation: "scale", path: nil)
        }
        self.context = context
        self.configuration = configuration
        let planeBytes = isPlanar ? Self.planeStride(configuration) * configuration.height : 0
        planes = .allocate(capacity: 3 * planeBytes + Self.paddingBytes)
        planes.initialize(repeating: 0)
        if !configuration.format.isRGB {
            let table = sws_getCoefficients(configuration.matrix.swsColourSpace)
            let output = sws_getCoefficients(SWS_CS_DEFAULT)
            // Contrast and saturation of 1 in 16.16 fixed point.
            sws_setColorspaceDetails(
                context, table, configuration.isFullRange ? 1 : 0, output, 1, 0, 1 << 16, 1 << 16)
        }
    }

    deinit {
        sws_freeContext(context)
        planes.deallocate()
    }

    /// Rows of planes begin at multiples of 64 bytes.
    private static func planeStride(_ configuration: Configuration) -> Int { (configuration.width + 63) / 64 * 64 }

    /// Writes `frame` as RGB24 rows without gaps.
    ///
    /// - Parameter pixels: at least `width * height * 3 + paddingBytes` bytes.
    ///
    /// #### Errors
    /// What libswscale reports.
    public func scale(_ frame: Frame, to pixels: UnsafeMutableBufferPointer<UInt8>) throws(FFmpegError) {
        let bytesPerRow = configuration.width * 3
        precondition(pixels.count >= bytesPerRow * configuration.height + Self.paddingBytes, "buffer too small")
        LogCapture.clear()
        guard isPlanar else {
            return try scale(frame, to: [pixels.baseAddress, nil, nil, nil], strides: [Int32(bytesPerRow), 0, 0, 0])
        }
        let stride = Self.planeStride(configuration)
        let size = stride * configuration.height
        let base = planes.baseAddress
        try scale(
            frame, to: [base, base.map { $0 + size }, base.map { $0 + 2 * size }, nil],
            strides: [Int32(stride), Int32(stride), Int32(stride), 0])
        interleave(stride: stride, into: pixels)
    }

    private func interleave(stride: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) {
        guard let green = planes.baseAddress, var target = pixels.baseAddress else { return }
        let size = stride * configuration.height
        for row in 0..<configuration.height {
            let (green, blue, red) = (
                green + row * stride, green + size + row * stride, green + 2 * size + row * stride
            )
            for column in 0..<configuration.width {
                target[0] = red[column]
                target[1] = green[column]
                target[2] = blue[column]
                target += 3
            }
        }
    }

    private func scale(
        _ frame: Frame, to planes: [UnsafeMutablePointer<UInt8>?], strides: [Int32]
    ) throws(FFmpegError) {
        let source = frame.pointer
        let rows = withUnsafeBytes(of: source.pointee.linesize) { lines in
            source.pointee.extended_data.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: 8) { data in
                sws_scale(
                    context, data, lines.bindMemory(to: Int32.self).baseAddress, 0, source.pointee.height, planes,
                    strides)
            }
        }
        guard rows == Int32(configuration.height) else {
            if rows == omnizip_averror(ENOMEM) { throw .outOfMemory("scale") }
            throw FFmpegError(
                dataCode: rows < 0 ? rows : omnizip_averror_invalid_data(), operation: "scale", path: nil)
        }
    }
}
