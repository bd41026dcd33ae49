import OmniZipBundle

/// The output folder cannot take what the run makes: a full disk, a file system that has become read-only. The run ends,
/// and the same command goes on when the cause is gone.
public struct OutputFault: Error, CustomStringConvertible {
    /// What happened.
    public let message: String
    /// What the user can do.
    public let hint: String?

    /// A fault that a video met.
    init(line: FailureLine) {
        message = line.message
        hint = line.hint
    }

    /// A fault of the output folder itself.
    init(_ error: BundleError) {
        message = "\(error.path.map { "\($0): " } ?? "")\(error.operation): \(error.cause)"
        hint = error.remedy
    }

    /// What happened, and what to do.
    public var description: String {
        "\(message)" + (hint.map { " (\($0))" } ?? "") + "; the run has stopped, and the same command goes on"
    }
}
