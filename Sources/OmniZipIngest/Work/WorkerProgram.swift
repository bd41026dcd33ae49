import Foundation

/// The program that is started as a worker: this one, unless told.
public struct WorkerProgram: Sendable, Hashable {
    /// Path of the executable.
    public var executable: String
    /// Its arguments.
    public var arguments: [String]
    /// What it is called in messages and lists of processes.
    public var name: String

    /// A program that speaks a worker's language on its standard input and output.
    public init(executable: String, arguments: [String] = ["worker"], name: String? = nil) {
        self.executable = executable
        self.arguments = arguments
        self.name = name ?? executable
    }

    /// The running program; only the `omnizip` executable can work so.
    ///
    /// - Throws: `WorkerError` where the system does not tell.
    public static func current() throws(WorkerError) -> WorkerProgram {
        let name = CommandLine.arguments.first ?? "omnizip"
        #if os(Linux)
            // The link leads to the program that runs, even when an update has put another one in its place.
            let path: String? = "/proc/self/exe"
        #else
            let path = Bundle.main.executablePath
        #endif
        guard let path, FileManager.default.isExecutableFile(atPath: path) else {
            throw WorkerError(
                program: name, cause: "the running program cannot be found (\(path ?? "no path"))",
                remedy: "see that /proc is mounted, or use --isolation none")
        }
        return WorkerProgram(executable: path, name: name)
    }
}
