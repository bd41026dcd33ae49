import OmniZipBundle

/// The output folder cannot take what the run makes: a full disk, a file system that has become read-only. The run ends,
/// and the same command goes on when the cause is gone.
public struct OutputFault: Error, CustomStringConvertible {
    /// The failure of the video that met it.
    public let line: FailureLine

    /// What happened, and what to do.
    public var description: String {
        "\(line.message)" + (line.hint.map { " (\($0))" } ?? "") + "; the run has stopped, and the same command goes on"
    }
}
