import CFFmpeg

/// A call of FFmpeg that failed.
///
/// The end of a stream and "feed me first" are values of the calls that meet them, not errors.
public struct FFmpegError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is, so far as FFmpeg's code tells.
    public enum Code: String, Sendable {
        /// There is no such file.
        case notFound
        /// The file may not be read.
        case permissionDenied
        /// The path is not a regular file.
        case notAFile
        /// The bytes are not what they should be.
        case invalidData
        /// FFmpeg was built without what this needs, or has never had it.
        case unsupported
        /// FFmpeg knows the container or codec, and the allowlist does not name it.
        case notAllowed
        /// The file asks for more than a limit.
        case limitExceeded
        /// The file has no stream of the kind asked for.
        case streamNotFound
        /// Memory ran out.
        case outOfMemory
        /// The system failed to read.
        case inputOutput
        /// Any other code: see `rawCode`.
        case other
    }

    /// What kind of failure it is.
    public let code: Code
    /// FFmpeg's own code (negative), whether or not `code` knows it.
    public let rawCode: Int32
    /// What was being done: "open", "read packet".
    public let operation: String
    /// The file.
    public let path: String?
    /// What went wrong, in FFmpeg's words, with the last line that it logged.
    public let cause: String
    /// What the user can do.
    public let remedy: String?

    /// An error with a cause in words.
    public init(
        code: Code, rawCode: Int32, operation: String, path: String?, cause: String, remedy: String? = nil
    ) {
        self.code = code
        self.rawCode = rawCode
        self.operation = operation
        self.path = path
        self.cause = cause
        self.remedy = remedy
    }

    /// "PATH: OPERATION: CAUSE (REMEDY)".
    public var description: String {
        let place = path.map { "\($0): " } ?? ""
        let advice = remedy.map { " (\($0))" } ?? ""
        return "\(place)\(operation): \(cause)\(advice)"
    }
}
