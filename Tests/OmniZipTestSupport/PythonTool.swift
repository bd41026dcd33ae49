import Foundation

/// Python with the packages of bench/requirements-test.txt: proves that other people's tools can read what we write.
public enum PythonTool {
    /// OMNIZIP_PYTHON, else the virtual environment that `make deps` makes.
    /// - Throws: `TestSupportError` where there is none.
    public static func url() throws -> URL {
        let venv = PackageRoot.url.appendingPathComponent(".build/venv/bin/python").path
        let path = ProcessInfo.processInfo.environment["OMNIZIP_PYTHON"] ?? venv
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw TestSupportError("there is no Python at \(path): run make deps, or set OMNIZIP_PYTHON")
        }
        return URL(fileURLWithPath: path)
    }

    /// Runs a Python program given as text.
    /// - Returns: its standard output.
    /// - Throws: `TestSupportError` with Python's own message where it ends with an error.
    public static func run(_ program: String, arguments: [String] = []) throws -> String {
        let result = try ProgramRunner.run(try url(), ["-c", program] + arguments, environment: ["PYTHONUTF8": "1"])
        guard result.exitCode == 0 else { throw TestSupportError("python: \(result)") }
        return result.output
    }
}
