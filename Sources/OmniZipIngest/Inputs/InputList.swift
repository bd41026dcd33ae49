import Foundation
import OmniZipBundle
import OmniZipMedia

/// A list of inputs: text with one input a line, read as it is asked for.
///
/// A line is the path of a file, or a JSON object with the key `path` and, where wanted, `id` (the input's name in the
/// output), `start` and `end` (seconds of the part that is wanted), `named` (false: passed over if it is no media, as a file
/// of a folder is) and `meta` (any value; it passes through to the manifest). A line is JSON if it begins with `{`; a path that does is written `./{...`. Nothing else has a meaning: no
/// comments, no quotes. Empty lines are passed over, "\r\n" ends a line like "\n". Paths are relative to the working
/// directory. No file is looked at: one that is missing fails when its turn comes.
final class InputList {
    /// The path that stands for standard input.
    static let standardInput = "-"

    private let lines: LineReader
    private let name: String
    private let workingDirectory = FileManager.default.currentDirectoryPath

    /// Opens a list; "-" is standard input.
    ///
    /// - Parameter shouldStop: Asked while the writer of a pipe is slow; true ends the list.
    convenience init(
        path: String, shouldStop: @escaping @Sendable () -> Bool = { false }
    ) throws(ConfigurationError) {
        guard path == Self.standardInput else {
            try self.init(lines: LineReader(path: path, name: path, shouldStop: shouldStop), name: path)
            return
        }
        let name = "standard input"
        self.init(lines: LineReader(descriptor: STDIN_FILENO, name: name, shouldStop: shouldStop), name: name)
    }

    private init(lines: LineReader, name: String) {
        self.lines = lines
        self.name = name
    }

    /// - Throws: `unreadableFile` if the list at `path` does not exist or may not be read.
    static func requireReadable(_ path: String) throws(ConfigurationError) {
        guard path == standardInput || access(path, R_OK) == 0 else { throw LineReader.unreadable(path, errno) }
    }

    /// The input of the next line that is not empty; nil after the last one.
    ///
    /// - Throws: `ConfigurationError` naming the list, the line and what is wrong with it.
    func next() throws(ConfigurationError) -> IngestInput? {
        while let line = try lines.next() {
            guard let first = line.first else { continue }
            guard !line.contains(0) else { throw invalid("a NUL byte; a list is UTF-8 text") }
            return try checked(first == UInt8(ascii: "{") ? try input(ofJSON: line) : try input(ofPath: line))
        }
        return nil
    }

    /// No file system has longer paths (PATH_MAX).
    private static let maximumPathBytes = 4095

    /// Names that no file could have are mistakes of the list, and would burden everything that handles them.
    private func checked(_ input: IngestInput) throws(ConfigurationError) -> IngestInput {
        let longest = max(input.path.utf8.count, input.name.utf8.count)
        guard longest > Self.maximumPathBytes else { return input }
        throw invalid("a path or id of \(longest) bytes; at most \(Self.maximumPathBytes) are possible")
    }

    private func input(ofPath line: [UInt8]) throws(ConfigurationError) -> IngestInput {
        let path = NameText(line)
        let name = try outputName(of: path.text)
        guard !path.isExact else { return IngestInput(path: path.text, name: name, wasNamed: true) }
        let problem = MediaError(
            code: .unusableName, operation: "open", path: path.text, cause: "The name is not UTF-8",
            remedy: "rename the file")
        return IngestInput(path: path.text, name: name, wasNamed: true, problem: problem)
    }

    private func input(ofJSON line: [UInt8]) throws(ConfigurationError) -> IngestInput {
        let value: JSONValue
        do throws(BundleError) {
            value = try JSONValue(parsing: line)
        } catch {
            throw invalid("\(error.cause); a line that begins with { is a JSON object")
        }
        guard case .object(let members) = value else { throw invalid("a line that begins with { is a JSON object") }
        let listed: ListedInput
        do throws(ListedInput.Failure) {
            listed = try ListedInput(members)
        } catch {
            throw invalid(error.message)
        }
        let name: String
        if let id = listed.id {
            name = id
        } else {
            name = try outputName(of: listed.path) + (listed.part.map(ListedName.fragment) ?? "")
        }
        return IngestInput(
            path: listed.path, name: name, wasNamed: listed.isNamed, part: listed.part, meta: listed.meta)
    }

    private func outputName(of path: String) throws(ConfigurationError) -> String {
        guard let name = ListedName.name(of: path, workingDirectory: workingDirectory) else {
            throw invalid("\(ListedInput.shown(.string(path))) is a folder; a list names files")
        }
        return name
    }

    private func invalid(_ message: String) -> ConfigurationError {
        ConfigurationError(code: .invalidValue, subject: "\(name):\(lines.lineNumber)", message: message)
    }
}
