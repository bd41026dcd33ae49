import CFFmpeg

/// Owner of an open encoder of JPEG pictures (FFmpeg's mjpeg): RGB24 pictures of one size, scaled to one size, to
/// complete JFIF files. One owner, one task.
///
/// Colours go by BT.601 in full range, as JFIF has it, with chroma halved in both directions; odd sizes are kept as they
/// are. A file holds no comment and no version, and depends on its picture and quality step alone: not on what was
/// encoded before, and not on the processor.
public final class JPEGEncoder {
    /// Quality steps: factors on JPEG's tables of quantisation, in eighths. 2 is the best, 31 the smallest file.
    public static let qualities = 2...31

    /// Longest side of a picture in pixels, which the encoder sets.
    public static let maxSide = 65500

    private let encoder: PictureFileEncoder
    private let scaler: JPEGScaler

    /// An encoder of pictures of `width` x `height` pixels into files of `outputWidth` x `outputHeight`.
    ///
    /// #### Errors
    /// `unsupported` where FFmpeg was built without the encoder, and for sides outside 1...`maxSide`; `outOfMemory`.
    public init(width: Int, height: Int, outputWidth: Int, outputHeight: Int) throws(FFmpegError) {
        try PictureFileEncoder.require(sides: [width, height, outputWidth, outputHeight], upTo: Self.maxSide)
        // Its square pixels make the encoder write a JFIF segment.
        encoder = try PictureFileEncoder(
            codec: AV_CODEC_ID_MJPEG, name: "mjpeg", width: outputWidth, height: outputHeight,
            format: AV_PIX_FMT_YUVJ420P
        ) { context in
            context.pointee.color_range = AVCOL_RANGE_JPEG
            // Quality by the frame's own step and nothing of earlier frames.
            context.pointee.flags |= AV_CODEC_FLAG_QSCALE
            // The vector code's transform and quantisation round differently.
            context.pointee.dct_algo = FF_DCT_INT
        }
        encoder.picture.pointer.pointee.color_range = AVCOL_RANGE_JPEG
        scaler = try JPEGScaler(width: width, height: height, outputWidth: outputWidth, outputHeight: outputHeight)
    }

    /// The file of a picture at a quality step.
    ///
    /// - Parameters:
    ///   - pixels: RGB24 rows without gaps, exactly `width * height * 3` bytes.
    ///   - quality: one of `qualities`.
    ///
    /// #### Errors
    /// What libswscale and the encoder report, `outOfMemory`.
    public func encode(_ pixels: UnsafeBufferPointer<UInt8>, quality: Int) throws(FFmpegError) -> [UInt8] {
        try load(pixels)
        return try encodeLoaded(quality: quality)
    }

    /// The file of a picture at the best quality step whose file is at most `maxBytes` long, found by bisection: five
    /// encodings beside that of `best`. Files shrink from step to step but for rare bytes, so that in rare cases a step
    /// that would just fit is passed over; what is returned always fits.
    ///
    /// - Parameters:
    ///   - pixels: RGB24 rows without gaps, exactly `width * height * 3` bytes.
    ///   - best: the step tried first, one of `qualities`.
    /// - Returns: nil where no step fits.
    ///
    /// #### Errors
    /// What libswscale and the encoder report, `outOfMemory`.
    public func encode(
        _ pixels: UnsafeBufferPointer<UInt8>, maxBytes: Int, best: Int = 3
    ) throws(FFmpegError) -> [UInt8]? {
        try load(pixels)
        let first = try encodeLoaded(quality: best)
        if first.count <= maxBytes { return first }
        var found: [UInt8]?
        var (tooLarge, fitting) = (best, Self.qualities.upperBound + 1)
        while fitting - tooLarge > 1 {
            let quality = (tooLarge + fitting) / 2
            let file = try encodeLoaded(quality: quality)
            if file.count <= maxBytes {
                (fitting, found) = (quality, file)
            } else {
                tooLarge = quality
            }
        }
        return found
    }

    /// Scales a picture into the encoder's frame.
    private func load(_ pixels: UnsafeBufferPointer<UInt8>) throws(FFmpegError) {
        LogCapture.clear()
        try encoder.makeWritable()
        try scaler.scale(pixels, to: encoder.picture)
    }

    private func encodeLoaded(quality: Int) throws(FFmpegError) -> [UInt8] {
        precondition(Self.qualities.contains(quality), "no such quality step")
        encoder.picture.pointer.pointee.quality = Int32(quality) * FF_QP2LAMBDA
        return try encoder.encode()
    }
}
