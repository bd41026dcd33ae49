#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a bundle, a report or an embeddings file cannot be read or written.
public struct BundleError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Kinds of errors.
    public enum Code: String, Sendable {
        /// The operating system refused an operation; see `systemError`.
        case system
        /// The file is not a well-formed safetensors or JSON file.
        case malformed
        /// The file is well-formed but of a kind or version that is not known here.
        case unsupported
        /// The file breaks a rule of its own schema.
        case invalid
        /// Data given by the caller does not fit what was declared.
        case inconsistent
        /// Two files that are to be used together are not of the same clip or geometry.
        case mismatch
        /// Two inputs would be written to one output, or a name cannot be used for an output.
        case naming
    }

    /// What kind of error it is.
    public let code: Code
    /// What was being done, e.g. "read header".
    public let operation: String
    /// The file at fault, where one is known.
    public let path: String?
    /// What went wrong, with the operating system's message where there is one.
    public let cause: String
    /// What the user can do.
    public let remedy: String?
    /// The operating system's error number, where it refused.
    public let systemError: Int32?

    /// An error.
    public init(
        code: Code, operation: String, path: String?, cause: String, remedy: String? = nil, systemError: Int32? = nil
    ) {
        self.code = code
        self.operation = operation
        self.path = path
        self.cause = cause
        self.remedy = remedy
        self.systemError = systemError
    }

    /// Whether the same call may succeed later without a change of the input (disk full, I/O error, too many files).
    public var isTransient: Bool {
        guard let systemError else { return false }
        return [ENOSPC, EDQUOT, EIO, EINTR, EAGAIN, EMFILE, ENFILE, ENOMEM, ESTALE, ETIMEDOUT].contains(systemError)
    }

    /// One line: path, operation, cause and remedy.
    public var description: String {
        let place = path.map { "\($0): " } ?? ""
        let advice = remedy.map { " (\($0))" } ?? ""
        return "\(place)\(operation): \(cause)\(advice)"
    }

    /// The error that `errno` stands for.
    static func system(_ operation: String, path: String, number: Int32 = errno) -> BundleError {
        let remedy: String? =
            switch number {
            case ENOSPC, EDQUOT: "free space on the disk and run again"
            case EACCES, EPERM, EROFS: "check the permissions"
            case ENAMETOOLONG: "shorten the name"
            default: nil
            }
        return BundleError(
            code: .system, operation: operation, path: path, cause: String(cString: strerror(number)), remedy: remedy,
            systemError: number)
    }
}
