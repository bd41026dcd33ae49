import CFFmpeg

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension InputContext {
    /// FFmpeg stops a file at so many streams by itself: enough to count the excess of ordinary liars.
    private static let hardStreamLimit = 1000

    static func requireRegularFile(_ path: String) throws(FFmpegError) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .posix(errno, operation: "open", path: path) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw FFmpegError(
                code: .notAFile, rawCode: omnizip_averror(EINVAL), operation: "open", path: path,
                cause: "Not a regular file", remedy: "name a regular file")
        }
        guard facts.st_size > 0 else {
            throw FFmpegError(
                code: .invalidData, rawCode: omnizip_averror_invalid_data(), operation: "open", path: path,
                cause: "The file is empty", remedy: "copy or record it again")
        }
    }

    static func openFile(_ path: String) throws(FFmpegError) -> UnsafeMutablePointer<AVIOContext> {
        var io: UnsafeMutablePointer<AVIOContext>?
        // The prefix keeps names with a colon from being taken for another protocol.
        let status = avio_open2(&io, "file:" + path, AVIO_FLAG_READ, nil, nil)
        guard status >= 0, let io else { throw FFmpegError(rawCode: status, operation: "open", path: path) }
        return io
    }

    static func openFormat(
        path: String, io: UnsafeMutablePointer<AVIOContext>, policy: InputPolicy
    ) throws(FFmpegError) -> UnsafeMutablePointer<AVFormatContext> {
        let format = try recognise(path: path, io: io, allowlist: policy.allowlist)
        guard let context = avformat_alloc_context() else { throw .outOfMemory("allocate demuxer", path: path) }
        context.pointee.pb = io
        context.pointee.io_open = omnizip_refuse_open
        var owned: UnsafeMutablePointer<AVFormatContext>? = context
        var options = options(policy)
        defer { av_dict_free(&options) }
        let status = avformat_open_input(&owned, "file:" + path, format, &options)
        guard status >= 0, let opened = owned else {
            // A demuxer reports a stream too many as it reports anything else: only FFmpeg's line tells.
            if LogCapture.lastLine()?.contains("max_streams") == true { throw .tooManyStreams(nil, policy, path: path) }
            throw fault(status, "open", path, io)
        }
        return opened
    }

    /// What the bytes are, if that is allowed.
    private static func recognise(
        path: String, io: UnsafeMutablePointer<AVIOContext>, allowlist: FormatAllowlist
    ) throws(FFmpegError) -> UnsafePointer<AVInputFormat> {
        let operation = "recognise container"
        var format: UnsafePointer<AVInputFormat>?
        let score = av_probe_input_buffer2(io, &format, path, nil, 0, 0)
        guard score >= 0, let format else {
            // Probing asks for small buffers only: without them memory did run out.
            if score == omnizip_averror(ENOMEM) { throw .outOfMemory(operation, path: path) }
            throw fault(score, operation, path, io)
        }
        let name = String(cString: format.pointee.name)
        guard !allowlist.allows(demuxer: name) else { return format }
        let first = name.split(separator: ",").first.map(String.init) ?? name
        guard !FormatAllowlist.notMediaDemuxers.contains(first) else {
            throw FFmpegError(
                code: .invalidData, rawCode: omnizip_averror_invalid_data(), operation: operation, path: path,
                cause: "Taken for \(first), which is not a media file", remedy: "name a video or audio file")
        }
        let refers = !FormatAllowlist.isKnownDemuxer(first)
        throw FFmpegError(
            code: .notAllowed, rawCode: omnizip_averror(EPERM), operation: operation, path: path,
            cause: "The container \(first) is not allowed" + (refers ? ": it refers to other files" : ""),
            remedy: refers ? "name the media files themselves" : "if you trust the file: --allow-demuxers \(first)")
    }

    /// Options of the demuxer. Those of mov are passed over by all others.
    private static func options(_ policy: InputPolicy) -> OpaquePointer? {
        var options: OpaquePointer?
        // No protocol has this name: what a demuxer opens by itself, past io_open, is refused too.
        av_dict_set(&options, "protocol_whitelist", "none", 0)
        av_dict_set(&options, "format_whitelist", policy.allowlist.demuxerText, 0)
        av_dict_set(&options, "codec_whitelist", policy.allowlist.decoderText, 0)
        av_dict_set_int(&options, "max_streams", Int64(max(hardStreamLimit, policy.limits.maxStreams)), 0)
        av_dict_set(&options, "enable_drefs", "0", 0)
        av_dict_set(&options, "use_absolute_path", "0", 0)
        return options
    }

    /// Looks into the streams as far as their parameters are not known, which may decode pictures: none that is absurd.
    ///
    /// A limit below the usual is applied later, when the size is known and can be told.
    static func findStreams(_ context: UnsafeMutablePointer<AVFormatContext>, _ policy: InputPolicy) -> Int32 {
        let maxPixels = Int64(max(policy.limits.maxPicturePixels, InputLimits.usualPicturePixels))
        let parameters = (0..<Int(context.pointee.nb_streams)).map { context.pointee.streams[$0]?.pointee.codecpar }
        let sizes = parameters.map { (width: $0?.pointee.width ?? 0, height: $0?.pointee.height ?? 0) }
        var options = [OpaquePointer?](repeating: nil, count: parameters.count)
        for index in options.indices { av_dict_set_int(&options[index], "max_pixels", maxPixels, 0) }
        defer { for index in options.indices { av_dict_free(&options[index]) } }
        let status = options.withUnsafeMutableBufferPointer { avformat_find_stream_info(context, $0.baseAddress) }
        // FFmpeg forgets a size that it refuses: what is said to the user must name it.
        for (stream, size) in zip(parameters, sizes)
        where Int64(size.width) * Int64(size.height) > maxPixels && stream?.pointee.width == 0 {
            stream?.pointee.width = size.width
            stream?.pointee.height = size.height
        }
        return status
    }

    /// Leaves subtitles, data and attachments unread, as far as the header names them.
    static func discardOthers(_ context: UnsafeMutablePointer<AVFormatContext>) {
        for index in 0..<Int(context.pointee.nb_streams) {
            guard let stream = context.pointee.streams[index],
                MediaKind(stream.pointee.codecpar.pointee.codec_type) == .other,
                stream.pointee.codecpar.pointee.codec_type != AVMEDIA_TYPE_UNKNOWN
            else { continue }
            stream.pointee.discard = AVDISCARD_ALL
        }
    }

    /// Refuses a stream whose decoder is not on the allowlist; one without a decoder passes.
    ///
    /// #### Errors
    /// `notAllowed`.
    public func requireAllowed(_ stream: StreamParameters) throws(FFmpegError) {
        guard let name = stream.decoderName, !policy.allowlist.allows(decoder: name) else { return }
        throw FFmpegError(
            code: .notAllowed, rawCode: omnizip_averror(EPERM), operation: "choose decoder", path: path,
            cause: "The decoder \(name) of stream \(stream.index) is not allowed",
            remedy: "if you trust the file: --allow-decoders \(name)")
    }
}

extension FFmpegError {
    static func tooManyStreams(_ count: Int?, _ policy: InputPolicy, path: String) -> FFmpegError {
        FFmpegError(
            code: .limitExceeded, rawCode: omnizip_averror(E2BIG), operation: "find streams", path: path,
            cause: "\(count.map(String.init) ?? "too many") streams; the limit is \(policy.limits.maxStreams)",
            remedy: "raise --max-streams if the file is sound")
    }
}
