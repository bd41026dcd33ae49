import Foundation

/// Reads lists of one JSON value a line: manifests and failures.
public enum JSONLines {
    /// Largest list that is read: a million lines of a kilobyte each.
    private static let maximumBytes = 1 << 30

    /// All values of the file at `path`; empty lines are passed over.
    ///
    /// #### Errors
    /// `system` if it cannot be read, `malformed` naming the first line that is not such a value.
    public static func read<Value: Decodable>(_ type: Value.Type, path: String) throws(BundleError) -> [Value] {
        var values: [Value] = []
        for line in try lines(type, path: path) { values.append(try line.value.get()) }
        return values
    }

    /// A line that is not empty.
    public struct Line<Value> {
        /// Its number in the file, from 1.
        public let number: Int
        /// Its value, or `malformed` if it is none.
        public let value: Result<Value, BundleError>
    }

    /// All lines of the file at `path`, sound or not; empty lines are passed over.
    ///
    /// #### Errors
    /// `system` if it cannot be read, `malformed` if it is too large.
    public static func lines<Value: Decodable>(_ type: Value.Type, path: String) throws(BundleError) -> [Line<Value>] {
        let file = try File.reading(path)
        let size = try file.size()
        guard size <= maximumBytes else {
            throw BundleError(code: .malformed, operation: "read lines", path: path, cause: "\(size) bytes")
        }
        let decoder = JSONDecoder()
        var result: [Line<Value>] = []
        let lines = try file.bytes(at: 0, count: size)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            do {
                result.append(Line(number: index + 1, value: .success(try decoder.decode(type, from: Data(line)))))
            } catch {
                let failure = BundleError(
                    code: .malformed, operation: "read line \(index + 1)", path: path,
                    cause: JSONDecoding.explanation(of: error))
                result.append(Line(number: index + 1, value: .failure(failure)))
            }
        }
        return result
    }
}
