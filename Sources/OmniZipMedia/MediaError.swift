import OmniZipFFmpeg

/// A file that cannot be used, or a fault while using it.
public struct MediaError: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable, CaseIterable {
        /// There is no such file.
        case notFound
        /// The file may not be read.
        case permissionDenied
        /// The name is not UTF-8, or the path is too long for the system.
        case unusableName
        /// The path is not a regular file.
        case notAFile
        /// FFmpeg does not take the bytes for a media file, or its header is damaged or missing.
        case notMedia
        /// Neither pictures nor sound.
        case noStreams
        /// A video stream without a single frame to show.
        case noFrames
        /// The part that was asked for holds neither a frame nor a sample.
        case emptyPart
        /// Larger than the limit.
        case pictureTooLarge
        /// No sound has such a rate.
        case sampleRateOutOfRange
        /// FFmpeg has no decoder.
        case unsupportedCodec
        /// The container or the decoder is not on the allowlist.
        case notAllowed
        /// The file asks for more than a limit: see `InputLimits`.
        case limitExceeded
        /// Not one frame or sample could be decoded, or the decoder refuses the stream's parameters.
        case undecodable
        /// The file is not what it was when it was indexed.
        case fileChanged
        /// Memory ran out.
        case outOfMemory
        /// The system failed to read.
        case inputOutput
    }

    /// What is wrong.
    public let code: Code
    /// What was being done.
    public let operation: String
    /// The file.
    public let path: String?
    /// What went wrong, in words.
    public let cause: String
    /// What the user can do.
    public let remedy: String?
    /// FFmpeg's own code where a call of FFmpeg failed.
    public let ffmpegCode: Int32?

    /// An error in words.
    public init(
        code: Code, operation: String, path: String?, cause: String, remedy: String? = nil, ffmpegCode: Int32? = nil
    ) {
        self.code = code
        self.operation = operation
        self.path = path
        self.cause = cause
        self.remedy = remedy
        self.ffmpegCode = ffmpegCode
    }

    /// Whether trying again later can help: the system failed, not the file.
    public var isTransient: Bool {
        switch code {
        case .outOfMemory, .inputOutput, .fileChanged: true
        default: false
        }
    }

    /// "PATH: OPERATION: CAUSE (REMEDY)".
    public var description: String {
        let place = path.map { "\($0): " } ?? ""
        let advice = remedy.map { " (\($0))" } ?? ""
        return "\(place)\(operation): \(cause)\(advice)"
    }
}

extension MediaError {
    /// The error of a call of FFmpeg; `path` is used where the call did not know the file.
    public init(_ error: FFmpegError, path: String) {
        self.init(
            code: Code(error.code, operation: error.operation), operation: error.operation, path: error.path ?? path,
            cause: error.cause, remedy: error.remedy, ffmpegCode: error.rawCode)
    }

    /// The file asks for more than `flag` allows.
    static func limit(_ found: String, _ allowed: String, flag: String, operation: String, path: String) -> MediaError {
        MediaError(
            code: .limitExceeded, operation: operation, path: path, cause: "\(found); the limit is \(allowed)",
            remedy: "raise \(flag) if the file is sound")
    }

    /// Runs `body`, turning FFmpeg's errors into this module's.
    static func wrapping<Result: ~Copyable>(
        _ path: String, _ body: () throws(FFmpegError) -> Result
    ) throws(MediaError) -> Result {
        do throws(FFmpegError) {
            return try body()
        } catch {
            throw MediaError(error, path: path)
        }
    }
}

extension MediaError.Code {
    /// The kind of an error of FFmpeg.
    init(_ code: FFmpegError.Code, operation: String) {
        switch code {
        case .notFound: self = .notFound
        case .permissionDenied: self = .permissionDenied
        case .notAFile: self = .notAFile
        case .unsupported: self = .unsupportedCodec
        case .notAllowed: self = .notAllowed
        case .limitExceeded: self = .limitExceeded
        case .streamNotFound: self = .noStreams
        case .outOfMemory: self = .outOfMemory
        case .inputOutput: self = .inputOutput
        case .invalidData, .other:
            self = ["decode", "open decoder", "scale"].contains(operation) ? .undecodable : .notMedia
        }
    }
}

extension FFmpegError {
    /// Whether the system failed rather than the data: reading on is useless.
    var isSystemFailure: Bool {
        switch code {
        case .outOfMemory, .inputOutput, .permissionDenied, .notFound: true
        default: false
        }
    }
}
