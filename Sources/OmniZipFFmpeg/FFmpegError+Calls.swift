import CFFmpeg

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension FFmpegError {
    /// The error of a call that returned `rawCode`, with what FFmpeg logged on this thread.
    init(rawCode: Int32, operation: String, path: String?) {
        let code = Code(rawCode: rawCode)
        let words = Self.words(of: rawCode)
        let logged = LogCapture.lastLine()
        self.init(
            code: code, rawCode: rawCode, operation: operation, path: path,
            cause: logged.map { "\(words): \($0)" } ?? words, remedy: code.remedy)
    }

    /// The error of a call that worked on bytes already read and returned `dataCode`: the bytes are at fault,
    /// whatever system code it happens to be. Decoders answer -1 (EPERM) to damage, demuxers EIO to a premature end and
    /// ENOMEM to a table whose length is a lie.
    init(dataCode: Int32, operation: String, path: String?) {
        let code = Code(dataCode: dataCode)
        let isPlain = code == Code(rawCode: dataCode) || Code(rawCode: dataCode) == .other
        let words = isPlain ? Self.words(of: dataCode) : "Invalid data (FFmpeg's code \(dataCode))"
        let logged = LogCapture.lastLine()
        self.init(
            code: code, rawCode: dataCode, operation: operation, path: path,
            cause: logged.map { "\(words): \($0)" } ?? words, remedy: code.remedy)
    }

    /// Memory ran out in `operation`.
    static func outOfMemory(_ operation: String, path: String? = nil) -> FFmpegError {
        FFmpegError(rawCode: omnizip_averror(ENOMEM), operation: operation, path: path)
    }

    /// The error of a system call that set `errno` to `posixCode`.
    public static func posix(_ posixCode: Int32, operation: String, path: String?) -> FFmpegError {
        LogCapture.clear()
        return FFmpegError(rawCode: omnizip_averror(posixCode), operation: operation, path: path)
    }

    /// FFmpeg's sentence for a code.
    static func words(of rawCode: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            guard let start = buffer.baseAddress, av_strerror(rawCode, start, buffer.count) == 0 else {
                return "unknown FFmpeg error \(rawCode)"
            }
            return String(cString: start)
        }
    }
}

extension FFmpegError.Code {
    /// The kind of FFmpeg's code; unknown ones are `.other`.
    init(rawCode: Int32) {
        switch rawCode {
        case omnizip_averror(ENOENT), omnizip_averror(ENOTDIR): self = .notFound
        case omnizip_averror(EACCES), omnizip_averror(EPERM): self = .permissionDenied
        case omnizip_averror(EISDIR): self = .notAFile
        case omnizip_averror_invalid_data(): self = .invalidData
        case omnizip_averror_decoder_not_found(), omnizip_averror_demuxer_not_found(),
            omnizip_averror_patch_welcome(), omnizip_averror(ENOSYS):
            self = .unsupported
        case omnizip_averror_stream_not_found(): self = .streamNotFound
        case omnizip_averror(ENOMEM): self = .outOfMemory
        case omnizip_averror(EIO), omnizip_averror(EMFILE), omnizip_averror(ENFILE), omnizip_averror(ESTALE),
            omnizip_averror(ETIMEDOUT):
            self = .inputOutput
        default: self = .other
        }
    }

    /// The kind of a code that a call returned for bytes already read: never the system's failure.
    init(dataCode: Int32) {
        let code = Self(rawCode: dataCode)
        self = code == .unsupported || code == .streamNotFound ? code : .invalidData
    }

    /// What a user can do about it.
    var remedy: String? {
        switch self {
        case .notFound: "check the path"
        case .permissionDenied: "check the permissions of the file and its folders"
        case .notAFile: "name a regular file"
        case .invalidData: "check that the file is complete and plays with ffplay"
        case .unsupported: "convert the file with ffmpeg"
        case .outOfMemory: "free memory: end other programs, or run on a machine with more"
        case .inputOutput: "check the disk and try again"
        case .streamNotFound, .notAllowed, .limitExceeded, .other: nil
        }
    }
}
