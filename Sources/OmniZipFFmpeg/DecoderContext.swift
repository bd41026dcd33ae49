import CFFmpeg

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Owner of an open decoder. One owner, one task.
public final class DecoderContext {
    /// What a call of `send` came to.
    public enum SendResult: Sendable {
        /// The packet was taken.
        case accepted
        /// Frames must be received first.
        case full
        /// The decoder was drained and takes nothing before `flush`.
        case ended
    }

    /// What a call of `receive` came to.
    public enum ReceiveResult: Sendable {
        /// The frame holds the next picture or block of samples.
        case frame
        /// A packet must be sent first.
        case needsPacket
        /// The decoder is drained.
        case ended
    }

    private let context: UnsafeMutablePointer<AVCodecContext>
    private let path: String

    /// Opens FFmpeg's decoder for a stream, in its bit-exact mode.
    ///
    /// - Parameters:
    ///   - threads: threads inside the decoder, at least 1.
    ///   - maxPixels: larger pictures are refused by the decoder.
    ///
    /// #### Errors
    /// `unsupported` where FFmpeg has no decoder, `notAllowed` where the allowlist has not, `invalidData` where the decoder finds the stream's parameters wrong,
    /// `outOfMemory`.
    public init(
        input: InputContext, stream: StreamParameters, threads: Int = 1, maxPixels: Int = .max
    ) throws(FFmpegError) {
        path = input.path
        LogCapture.clear()
        guard stream.index < Int(input.context.pointee.nb_streams),
            let source = input.context.pointee.streams[stream.index],
            let parameters = source.pointee.codecpar
        else { throw FFmpegError(rawCode: omnizip_averror_stream_not_found(), operation: "open decoder", path: path) }
        guard let codec = avcodec_find_decoder(parameters.pointee.codec_id) else {
            throw FFmpegError(
                code: .unsupported, rawCode: omnizip_averror_decoder_not_found(), operation: "open decoder",
                path: path, cause: "No decoder for codec \(stream.codecName), tag \(stream.codecTag)",
                remedy: "convert the file with a build of ffmpeg that knows the codec")
        }
        try input.requireAllowed(stream)
        guard let context = avcodec_alloc_context3(codec) else {
            throw .outOfMemory("allocate decoder", path: path)
        }
        self.context = context
        var status = avcodec_parameters_to_context(context, parameters)
        if status >= 0 {
            context.pointee.pkt_timebase = source.pointee.time_base
            context.pointee.flags |= AV_CODEC_FLAG_BITEXACT
            context.pointee.thread_count = Int32(clamping: max(1, threads))
            context.pointee.max_pixels = Int64(maxPixels)
            // Also for the decoders that some decoders open.
            av_opt_set(context, "codec_whitelist", input.policy.allowlist.decoderText, 0)
            status = avcodec_open2(context, codec, nil)
        }
        // From here on deinit frees the context, also when this throws.
        if status < 0 { throw Self.fault(status, "open decoder", path) }
    }

    deinit {
        var owned: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&owned)
    }

    /// Whether pictures that no other picture refers to may be left undecoded. Set before each `send`.
    public var skipsNonReference: Bool {
        get { context.pointee.skip_frame == AVDISCARD_NONREF }
        set { context.pointee.skip_frame = newValue ? AVDISCARD_NONREF : AVDISCARD_DEFAULT }
    }

    /// Sends a packet with data.
    ///
    /// #### Errors
    /// `invalidData` or `unsupported` for damaged data: the decoder goes on with the next packet. `outOfMemory`.
    public func send(_ packet: Packet) throws(FFmpegError) -> SendResult {
        guard packet.byteCount > 0 else { return .accepted }
        return try send(packet.pointer)
    }

    /// Tells the decoder that no packet follows: what it still holds can be received.
    ///
    /// #### Errors
    /// What the decoder reports.
    public func drain() throws(FFmpegError) -> SendResult {
        try send(nil)
    }

    /// Receives the next frame.
    ///
    /// #### Errors
    /// `invalidData` or `unsupported` for damaged data: the decoder goes on. `outOfMemory`.
    public func receive(into frame: Frame) throws(FFmpegError) -> ReceiveResult {
        LogCapture.clear()
        let status = avcodec_receive_frame(context, frame.pointer)
        switch status {
        case omnizip_averror(EAGAIN): return .needsPacket
        case omnizip_averror_eof(): return .ended
        case 0...: return .frame
        default: throw Self.fault(status, "decode", path)
        }
    }

    /// Forgets everything: the next packet starts anew.
    public func flush() {
        avcodec_flush_buffers(context)
    }

    /// A decoder does no input or output: what it reports is the data's fault, unless memory ran out.
    private static func fault(_ status: Int32, _ operation: String, _ path: String) -> FFmpegError {
        status == omnizip_averror(ENOMEM)
            ? FFmpegError(rawCode: status, operation: operation, path: path)
            : FFmpegError(dataCode: status, operation: operation, path: path)
    }

    private func send(_ packet: UnsafeMutablePointer<AVPacket>?) throws(FFmpegError) -> SendResult {
        LogCapture.clear()
        let status = avcodec_send_packet(context, packet)
        switch status {
        case omnizip_averror(EAGAIN): return .full
        case omnizip_averror_eof(): return .ended
        case 0...: return .accepted
        default: throw Self.fault(status, "decode", path)
        }
    }
}
