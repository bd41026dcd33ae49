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
        let file = try File.reading(path)
        let size = try file.size()
        guard size <= maximumBytes else {
            throw BundleError(code: .malformed, operation: "read lines", path: path, cause: "\(size) bytes")
        }
        let decoder = JSONDecoder()
        var values: [Value] = []
        let lines = try file.bytes(at: 0, count: size)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            do {
                values.append(try decoder.decode(Value.self, from: Data(line)))
            } catch {
                throw BundleError(
                    code: .malformed, operation: "read line \(index + 1)", path: path,
                    cause: JSONDecoding.explanation(of: error))
            }
        }
        return values
    }
}
