import Foundation

/// How a program ended and what it wrote.
public struct ProgramResult: Sendable, CustomStringConvertible {
    /// The exit status; 128 + the signal's number where a signal ended the program, as shells count.
    public let exitCode: Int32
    /// What it wrote to standard output.
    public let standardOutput: Data
    /// What it wrote to standard error.
    public let standardError: Data
    /// The program ran past its time limit and was killed.
    public let timedOut: Bool

    /// Standard output as text (bytes that are no UTF-8 are replaced).
    public var output: String { String(decoding: standardOutput, as: UTF8.self) }
    /// Standard error as text (bytes that are no UTF-8 are replaced).
    public var errors: String { String(decoding: standardError, as: UTF8.self) }

    /// Exit code and both outputs, for a failed test's message.
    public var description: String {
        "exit code \(exitCode)\(timedOut ? " (killed at its time limit)" : "")\nstdout: \(output)\nstderr: \(errors)"
    }
}

/// Runs a program to its end. Input and output go through files, so no amount of output can block it.
public enum ProgramRunner {
    /// - Parameters:
    ///   - environment: added to this process's environment; it wins over equal names.
    ///   - timeLimitSeconds: after it the program gets SIGTERM, two seconds later SIGKILL.
    /// - Throws: `TestSupportError` where the program cannot be started. A non-zero exit code is not an error.
    public static func run(
        _ executable: URL, _ arguments: [String], standardInput: Data = Data(), environment: [String: String] = [:],
        workingDirectory: URL? = nil, timeLimitSeconds: Double = 300
    ) throws -> ProgramResult {
        let folder = try TemporaryFolder(prefix: "program")
        // The folder goes with its owner, which nothing below mentions once the paths are known.
        defer { withExtendedLifetime(folder) {} }
        let input = folder.url("stdin")
        let output = folder.url("stdout")
        let errors = folder.url("stderr")
        try standardInput.write(to: input)
        try Data().write(to: output)
        try Data().write(to: errors)

        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, added in added }
        process.currentDirectoryURL = workingDirectory
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let timedOut = try runToEnd(process, timeLimitSeconds: timeLimitSeconds)

        let code = process.terminationStatus
        return ProgramResult(
            exitCode: process.terminationReason == .uncaughtSignal ? 128 + code : code,
            standardOutput: try Data(contentsOf: output), standardError: try Data(contentsOf: errors),
            timedOut: timedOut)
    }

    /// Returns whether the time limit had to end the process.
    private static func runToEnd(_ process: Process, timeLimitSeconds: Double) throws -> Bool {
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do {
            try withAllSignalsUnblocked { try process.run() }
        } catch {
            throw TestSupportError("\(process.executableURL?.path ?? "program"): could not be started: \(error)")
        }
        guard ended.wait(timeout: .now() + timeLimitSeconds) == .timedOut else { return false }
        process.terminate()
        if ended.wait(timeout: .now() + 2) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            ended.wait()
        }
        return true
    }
}

/// Worker threads of Dispatch block most signals, and a child inherits the mask of the thread that starts it: without this a
/// program under test would never see SIGTERM or SIGINT.
private func withAllSignalsUnblocked(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
}

/// Programs found as a shell finds them.
enum ProgramPath {
    /// The first executable of that name on PATH.
    static func find(_ name: String) -> URL? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":")
            .map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
