/// Whether a failed video is worth another attempt without a change.
public enum FailureClass: String, Sendable, Codable, CaseIterable {
    /// The input cannot be used; the same attempt will fail again.
    case permanent
    /// A fault of the machine: disk full, killed process, I/O.
    case transient
}

/// One line of failures.jsonl: a video without a bundle. Lines are sorted by the UTF-8 of `path`.
public struct FailureLine: Sendable, Codable, Equatable {
    /// The video, relative to the input folder.
    public var path: String
    /// Whether to try again.
    public var failureClass: FailureClass
    /// Stage that failed, e.g. "index".
    public var stage: String
    /// Short name for programs.
    public var code: String
    /// A sentence for people.
    public var message: String
    /// What the user can do.
    public var hint: String?
    /// Attempts so far, at least 1.
    public var attempts: Int

    enum CodingKeys: String, CodingKey {
        case path
        case failureClass = "class"
        case stage
        case code
        case message
        case hint
        case attempts
    }

    /// A failure.
    public init(
        path: String, failureClass: FailureClass, stage: String, code: String, message: String, hint: String?,
        attempts: Int
    ) {
        self.path = path
        self.failureClass = failureClass
        self.stage = stage
        self.code = code
        self.message = message
        self.hint = hint
        self.attempts = attempts
    }
}
