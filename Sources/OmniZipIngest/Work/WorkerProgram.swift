import Foundation

/// The program that is started as a worker: this one, unless told.
public struct WorkerProgram: Sendable, Hashable {
    /// Path of the executable.
    public var executable: String
    /// Its arguments.
    public var arguments: [String]

    /// A program that speaks a worker's language on its standard input and output.
    public init(executable: String, arguments: [String] = ["worker"]) {
        self.executable = executable
        self.arguments = arguments
    }

    /// The running program; only the `omnizip` executable can work so.
    ///
    /// - Throws: `WorkerError` where the system does not tell.
    public static func current() throws(WorkerError) -> WorkerProgram {
        // An update may replace the file while a run goes on: its link then ends in " (deleted)".
        #if os(Linux)
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        #else
            let path = Bundle.main.executablePath
        #endif
        guard let path, FileManager.default.isExecutableFile(atPath: path) else {
            throw WorkerError(
                program: path ?? CommandLine.arguments.first ?? "omnizip", cause: "the running program cannot be found",
                remedy: "start the run again, or use --isolation none")
        }
        return WorkerProgram(executable: path)
    }
}
