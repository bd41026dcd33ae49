import CFFmpeg

/// Owner of an open encoder of PNG pictures (FFmpeg's png): RGB24 pictures of one size to complete files. One owner,
/// one task.
///
/// Nothing is lost: a file gives its pixels back exactly. It says that pixels are square, and holds no comment, no time and
/// no colour tags. It depends on its picture alone, and on the version of zlib that FFmpeg uses: another version may pack
/// the same pixels in other bytes.
public final class PNGEncoder {
    /// Longest side of a picture in pixels; FFmpeg refuses pictures of more than about 2^28 pixels besides.
    public static let maxSide = 65535

    private let context: UnsafeMutablePointer<AVCodecContext>
    private let picture: Frame
    private let packet: Packet
    private let bytesPerRow: Int
    private var encodedCount: Int64 = 0

    /// An encoder of pictures of `width` x `height` pixels.
    ///
    /// #### Errors
    /// `unsupported` where FFmpeg was built without the encoder, and for sides outside 1...`maxSide`; `outOfMemory`.
    public init(width: Int, height: Int) throws(FFmpegError) {
        LogCapture.install()
        LogCapture.clear()
        for side in [width, height] where !(1...Self.maxSide).contains(side) {
            throw Self.unsupported("a picture of \(side) pixels a side: 1 to \(Self.maxSide) are possible", nil)
        }
        guard let codec = avcodec_find_encoder(AV_CODEC_ID_PNG) else {
            throw Self.unsupported(
                "this build of FFmpeg has no encoder png", "install FFmpeg's libraries with the encoder png")
        }
        picture = try Frame(width: width, height: height, format: AV_PIX_FMT_RGB24)
        packet = try Packet()
        bytesPerRow = width * 3
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

    /// The file of a picture.
    ///
    /// - Parameter pixels: RGB24 rows without gaps, exactly `width * height * 3` bytes.
    ///
    /// #### Errors
    /// What the encoder reports, `outOfMemory`.
    public func encode(_ pixels: UnsafeBufferPointer<UInt8>) throws(FFmpegError) -> [UInt8] {
        LogCapture.clear()
        let frame = picture.pointer
        precondition(pixels.count == bytesPerRow * Int(frame.pointee.height), "not the bytes of one picture")
        guard let bytes = pixels.baseAddress else { return [] }
        // The encoder may still refer to the picture before.
        var status = av_frame_make_writable(frame)
        if status < 0 { throw FFmpegError(rawCode: status, operation: "allocate picture", path: nil) }
        av_image_copy_plane(
            frame.pointee.data.0, frame.pointee.linesize.0, bytes, Int32(clamping: bytesPerRow),
            Int32(clamping: bytesPerRow), frame.pointee.height)
        // The encoder insists on rising times.
        frame.pointee.pts = encodedCount
        encodedCount += 1
        status = avcodec_send_frame(context, frame)
        if status >= 0 { status = avcodec_receive_packet(context, packet.pointer) }
        if status < 0 { throw FFmpegError(rawCode: status, operation: "encode", path: nil) }
        defer { packet.unreference() }
        return packet.withBytes { [UInt8]($0) }
    }

    private static func configure(_ context: UnsafeMutablePointer<AVCodecContext>, _ picture: Frame) {
        context.pointee.width = picture.pointer.pointee.width
        context.pointee.height = picture.pointer.pointee.height
        context.pointee.pix_fmt = AV_PIX_FMT_RGB24
        context.pointee.time_base = AVRational(num: 1, den: 1)
        // The encoder writes an aspect in any case.
        context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
        context.pointee.flags |= AV_CODEC_FLAG_BITEXACT
        context.pointee.thread_count = 1
        context.pointee.compression_level = compressionLevel
        av_opt_set(context.pointee.priv_data, "pred", "paeth", 0)
    }

    /// zlib's level. With the Paeth filter it packs a film frame to 0.29 of its bytes; level 6 needs four times as long
    /// for 0.27, other filters pack worse.
    private static let compressionLevel: Int32 = 3

    private static func unsupported(_ cause: String, _ remedy: String?) -> FFmpegError {
        FFmpegError(
            code: .unsupported, rawCode: omnizip_averror_patch_welcome(), operation: "open encoder", path: nil,
            cause: cause, remedy: remedy)
    }
}
