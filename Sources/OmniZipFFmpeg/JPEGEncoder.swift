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

    private let context: UnsafeMutablePointer<AVCodecContext>
    private let scaler: JPEGScaler
    private let picture: Frame
    private let packet: Packet
    private var encodedCount: Int64 = 0

    /// An encoder of pictures of `width` x `height` pixels into files of `outputWidth` x `outputHeight`.
    ///
    /// #### Errors
    /// `unsupported` where FFmpeg was built without the encoder, and for sides outside 1...`maxSide`; `outOfMemory`.
    public init(width: Int, height: Int, outputWidth: Int, outputHeight: Int) throws(FFmpegError) {
        LogCapture.install()
        LogCapture.clear()
        for side in [width, height, outputWidth, outputHeight] where !(1...Self.maxSide).contains(side) {
            throw Self.unsupported("a picture of \(side) pixels a side: 1 to \(Self.maxSide) are possible", nil)
        }
        guard let codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG) else {
            throw Self.unsupported(
                "this build of FFmpeg has no encoder mjpeg", "install FFmpeg's libraries with the encoder mjpeg")
        }
        scaler = try JPEGScaler(width: width, height: height, outputWidth: outputWidth, outputHeight: outputHeight)
        picture = try Frame(width: outputWidth, height: outputHeight, format: AV_PIX_FMT_YUVJ420P)
        picture.pointer.pointee.color_range = AVCOL_RANGE_JPEG
        packet = try Packet()
        guard let context = avcodec_alloc_context3(codec) else { throw .outOfMemory("allocate encoder") }
        self.context = context
        Self.configure(context, picture)
        let status = avcodec_open2(context, codec, nil)
        // From here on deinit frees the context, also when this throws.
        if status < 0 { throw FFmpegError(rawCode: status, operation: "open encoder", path: nil) }
    }

    deinit {
        var owned: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&owned)
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
        // The encoder may still refer to the picture before.
        let status = av_frame_make_writable(picture.pointer)
        if status < 0 { throw FFmpegError(rawCode: status, operation: "allocate picture", path: nil) }
        try scaler.scale(pixels, to: picture)
    }

    private func encodeLoaded(quality: Int) throws(FFmpegError) -> [UInt8] {
        precondition(Self.qualities.contains(quality), "no such quality step")
        LogCapture.clear()
        let frame = picture.pointer
        frame.pointee.quality = Int32(quality) * FF_QP2LAMBDA
        // The encoder insists on rising times.
        frame.pointee.pts = encodedCount
        encodedCount += 1
        var status = avcodec_send_frame(context, frame)
        if status >= 0 { status = avcodec_receive_packet(context, packet.pointer) }
        if status < 0 { throw FFmpegError(rawCode: status, operation: "encode", path: nil) }
        defer { packet.unreference() }
        return packet.withBytes { [UInt8]($0) }
    }

    private static func configure(_ context: UnsafeMutablePointer<AVCodecContext>, _ picture: Frame) {
        context.pointee.width = picture.pointer.pointee.width
        context.pointee.height = picture.pointer.pointee.height
        context.pointee.pix_fmt = AV_PIX_FMT_YUVJ420P
        context.pointee.color_range = AVCOL_RANGE_JPEG
        context.pointee.time_base = AVRational(num: 1, den: 1)
        // Without an aspect the encoder writes no JFIF segment.
        context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
        // Quality by the frame's own step and nothing of earlier frames; no comment with the encoder's version.
        context.pointee.flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT
        // The vector code's transform and quantisation round differently.
        context.pointee.dct_algo = FF_DCT_INT
        context.pointee.thread_count = 1
    }

    private static func unsupported(_ cause: String, _ remedy: String?) -> FFmpegError {
        FFmpegError(
            code: .unsupported, rawCode: omnizip_averror_patch_welcome(), operation: "open encoder", path: nil,
            cause: cause, remedy: remedy)
    }
}
