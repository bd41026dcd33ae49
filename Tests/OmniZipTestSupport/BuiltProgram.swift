import Foundation

/// The `omnizip` program that this test run was built with.
public enum BuiltProgram {
    /// Where it lies: OMNIZIP_PROGRAM, else next to the test bundle, else in .build/debug.
    /// - Throws: `TestSupportError` naming the places looked at.
    public static func url() throws -> URL {
        try url(named: "omnizip", override: ProcessInfo.processInfo.environment["OMNIZIP_PROGRAM"])
    }

    static func url(named name: String, override: String?) throws -> URL {
        if let override {
            guard FileManager.default.isExecutableFile(atPath: override) else {
                throw TestSupportError("OMNIZIP_PROGRAM names \(override), which cannot be executed")
            }
            return URL(fileURLWithPath: override)
        }
        let folders = [
            Bundle.main.executableURL?.deletingLastPathComponent(),
            URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
            PackageRoot.url.appendingPathComponent(".build/debug"),
        ]
        let candidates = folders.compactMap { $0?.appendingPathComponent(name) }
        if let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) {
            return found
        }
        throw TestSupportError("\(name) is not built; looked for \(candidates.map(\.path).joined(separator: ", "))")
    }

    /// Runs the program to its end; see `ProgramRunner.run`.
    public static func run(
        _ arguments: [String], standardInput: Data = Data(), environment: [String: String] = [:],
        workingDirectory: URL? = nil, timeLimitSeconds: Double = 300
    ) throws -> ProgramResult {
        try ProgramRunner.run(
            try url(), arguments, standardInput: standardInput, environment: environment,
            workingDirectory: workingDirectory, timeLimitSeconds: timeLimitSeconds)
    }
}
