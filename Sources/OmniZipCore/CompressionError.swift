/// Why tokens could not be compressed: what was wrong, where, and what to do about it.
public struct CompressionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of fault.
    public enum Code: String, Sendable {
        /// A parameter is outside its range.
        case parameterOutOfRange
        /// A NaN or an infinity.
        case notFinite
        /// Counts or shapes that disagree.
        case shapeMismatch
        /// Windows that do not cover audio tokens and patches once each, in order.
        case windowsDoNotTile
        /// Something that the chosen method needs was not given.
        case missingInput
        /// A clip keeps more tokens than are allowed.
        case budgetExceeded
        /// A size that cannot be handled.
        case tooLarge
    }

    /// The kind of fault.
    public let code: Code
    /// What was being done.
    public let operation: String
    /// The file that it was done to, where one is known.
    public let path: String?
    /// What went wrong.
    public let cause: String
    /// What can be done about it.
    public let remedy: String?

    /// An error; callers that know the file add it with `at(path:)`.
    public init(code: Code, operation: String, path: String? = nil, cause: String, remedy: String? = nil) {
        self.code = code
        self.operation = operation
        self.path = path
        self.cause = cause
        self.remedy = remedy
    }

    /// The same error, naming the file that it came from.
    public func at(path: String) -> CompressionError {
        CompressionError(code: code, operation: operation, path: path, cause: cause, remedy: remedy)
    }

    /// "PATH: OPERATION: CAUSE (REMEDY)", without the parts that are not known.
    public var description: String {
        (path.map { "\($0): " } ?? "") + "\(operation): \(cause)" + (remedy.map { " (\($0))" } ?? "")
    }
}
