/// Why a model's rules cannot be applied to a video or an option.
public struct ProfileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Kinds of errors.
    public enum Code: String, Sendable {
        /// The registry has no profile of this name.
        case unknownProfile
        /// An option is outside of its range.
        case optionOutOfRange
        /// The picture cannot be brought to a size that the model accepts.
        case pictureSize
        /// The clip has no frame to sample.
        case noFrames
        /// Times or counts are beyond what position ids can express.
        case tooLong
    }

    /// What kind of error it is.
    public let code: Code
    /// What was being done, e.g. "choose picture size".
    public let operation: String
    /// The file at fault, where one is known.
    public let path: String?
    /// What went wrong.
    public let cause: String
    /// What the user can do.
    public let remedy: String?

    /// An error; `path` is added by whoever knows the file.
    public init(code: Code, operation: String, path: String? = nil, cause: String, remedy: String? = nil) {
        self.code = code
        self.operation = operation
        self.path = path
        self.cause = cause
        self.remedy = remedy
    }

    /// One line: path, operation, cause and remedy.
    public var description: String {
        let place = path.map { "\($0): " } ?? ""
        let advice = remedy.map { " (\($0))" } ?? ""
        return "\(place)\(operation): \(cause)\(advice)"
    }
}
