/// A configuration that cannot be used: names the key, the value and what is allowed.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with the configuration.
    public enum Code: String, Sendable {
        case unknownKey, invalidValue, unreadableFile, conflictingInputs, unwritableOutput
    }

    /// What is wrong.
    public let code: Code
    /// Key, path or input concerned.
    public let subject: String
    /// The sentence for the user, with what is allowed.
    public let message: String

    /// An error about `subject`.
    public init(code: Code, subject: String, message: String) {
        self.code = code
        self.subject = subject
        self.message = message
    }

    /// The sentence for the user.
    public var description: String { "\(subject): \(message)" }
}
