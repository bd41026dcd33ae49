/// Workers that cannot be started: the run ends, no video is at fault.
public struct WorkerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The program that was started.
    public let program: String
    /// What went wrong, with the program's last words where it had some.
    public let cause: String
    /// What the user can do.
    public let remedy: String

    init(program: String, cause: String, remedy: String = "see whether it can be run at all, or use --isolation none") {
        self.program = program
        self.cause = cause
        self.remedy = remedy
    }

    /// One line: program, cause and remedy.
    public var description: String { "\(program): start a worker: \(cause) (\(remedy))" }
}
