import CFFmpeg

/// Owner of an open encoder of pictures to complete files: what `JPEGEncoder` and `PNGEncoder` have in common. One owner,
/// one task.
final class PictureFileEncoder {
    /// The picture that `encode` encodes; make it writable before it is changed.
    let picture: Frame
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let packet: Packet
    private var encodedCount: Int64 = 0

    /// An open encoder.
    ///
    /// - Parameters:
    ///   - codec: FFmpeg's number of the encoder.
    ///   - name: its name, for messages.
    ///   - configure: sets what differs from encoder to encoder; size, format, threads and bit-exact mode are set.
    ///
    /// #### Errors
    /// `unsupported` where FFmpeg was built without the encoder; `outOfMemory`; what FFmpeg reports.
    init(
        codec id: AVCodecID, name: String, width: Int, height: Int, format: AVPixelFormat,
        configure: (UnsafeMutablePointer<AVCodecContext>) -> Void
    ) throws(FFmpegError) {
        LogCapture.install()
        LogCapture.clear()
        guard let codec = avcodec_find_encoder(id) else {
            throw Self.unsupported(
                "this build of FFmpeg has no encoder \(name)", "install FFmpeg's libraries with the encoder \(name)")
        }
        picture = try Frame(width: width, height: height, format: format)
        packet = try Packet()
        guard let context = avcodec_alloc_context3(codec) else { throw .outOfMemory("allocate encoder") }
        self.context = context
        context.pointee.width = picture.pointer.pointee.width
        context.pointee.height = picture.pointer.pointee.height
        context.pointee.pix_fmt = format
        context.pointee.time_base = AVRational(num: 1, den: 1)
        context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
        context.pointee.flags |= AV_CODEC_FLAG_BITEXACT
        context.pointee.thread_count = 1
        configure(context)
        let status = avcodec_open2(context, codec, nil)
        // From here on deinit frees the context, also when this throws.
        if status < 0 { throw FFmpegError(rawCode: status, operation: "open encoder", path: nil) }
    }

    deinit {
        var owned: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&owned)
    }

    /// Refuses sides outside 1...`limit`.
    static func require(sides: [Int], upTo limit: Int) throws(FFmpegError) {
        for side in sides where !(1...limit).contains(side) {
            throw unsupported("a picture of \(side) pixels a side: 1 to \(limit) are possible", nil)
        }
    }

    /// Makes `picture` ready for other pixels: the encoder may still refer to the last ones.
    func makeWritable() throws(FFmpegError) {
        let status = av_frame_make_writable(picture.pointer)
        if status < 0 { throw FFmpegError(rawCode: status, operation: "allocate picture", path: nil) }
    }

    /// The file of `picture`.
    ///
    /// #### Errors
    /// What the encoder reports, `outOfMemory`.
    func encode() throws(FFmpegError) -> [UInt8] {
        LogCapture.clear()
        // The encoder insists on rising times.
        picture.pointer.pointee.pts = encodedCount
        encodedCount += 1
        var status = avcodec_send_frame(context, picture.pointer)
        if status >= 0 { status = avcodec_receive_packet(context, packet.pointer) }
        if status < 0 { throw FFmpegError(rawCode: status, operation: "encode", path: nil) }
        defer { packet.unreference() }
        return packet.withBytes { [UInt8]($0) }
    }

    private static func unsupported(_ cause: String, _ remedy: String?) -> FFmpegError {
        FFmpegError(
            code: .unsupported, rawCode: omnizip_averror_patch_welcome(), operation: "open encoder", path: nil,
            cause: cause, remedy: remedy)
    }
}
