/// Why an encoder could not be made.
public struct EncoderError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of fault it was.
    public enum Code: String, Sendable {
        /// No encoder has this name.
        case unknownEncoder = "unknown_encoder"
        /// The encoder has no tokens of this width.
        case unsupportedDimension = "unsupported_dimension"
    }

    /// What kind of fault it was.
    public let code: Code
    /// What was being done.
    public let operation: String
    /// The file it was done to, if any.
    public let path: String?
    /// What went wrong.
    public let cause: String
    /// What the user can do about it.
    public let remedy: String?

    /// A fault of an encoder.
    public init(code: Code, operation: String, path: String? = nil, cause: String, remedy: String? = nil) {
        self.code = code
        self.operation = operation
        self.path = path
        self.cause = cause
        self.remedy = remedy
    }

    /// `PATH: OPERATION: CAUSE (REMEDY)`.
    public var description: String {
        (path.map { "\($0): " } ?? "") + "\(operation): \(cause)" + (remedy.map { " (\($0))" } ?? "")
    }
}
