import Foundation
import OmniZipTestSupport
import Testing

/// Runs the interpreter that has the real consumers' packages.
enum Python {
    /// `OMNIZIP_PYTHON`, or the one that `make deps` puts into .build/venv.
    static func interpreter() throws -> String {
        let own = PackageRoot.url.appendingPathComponent(".build/venv/bin/python").path
        let path = ProcessInfo.processInfo.environment["OMNIZIP_PYTHON"] ?? own
        try #require(
            FileManager.default.isExecutableFile(atPath: path),
            "no Python at \(path): run `make deps`, or set OMNIZIP_PYTHON to one with numpy and safetensors")
        return path
    }

    /// Runs `script` and returns what it prints; what it says on stderr becomes the test's failure.
    static func run(_ script: String, arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try interpreter())
        process.arguments = ["-c", script] + arguments
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(String(decoding: complaint, as: UTF8.self))")
        return String(decoding: printed, as: UTF8.self)
    }
}
