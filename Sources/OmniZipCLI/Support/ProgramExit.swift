import ArgumentParser

/// The program's exit codes.
enum ProgramExit {
    /// Some videos failed, or a verification found problems.
    static let someFailed = ExitCode(1)
    /// Wrong usage or configuration (EX_USAGE).
    static let usage = ExitCode(64)
    /// The one input cannot be used; do not retry (EX_DATAERR).
    static let unusableInput = ExitCode(65)
    /// A transient fault; retry (EX_TEMPFAIL).
    static let transientFault = ExitCode(75)

    /// Interrupted by signal `number`.
    static func interrupted(bySignal number: Int32) -> ExitCode { ExitCode(128 + number) }
}
