import Foundation

extension JSONLines {
    /// Bytes read at a time.
    private static let chunkBytes = 1 << 16
    /// A longer line belongs to no list.
    private static let maximumLineBytes = 1 << 24

    /// Calls `body` with each value of the file at `path`, in order; empty lines are passed over. Memory: one line.
    ///
    /// - Throws: what `body` throws; `BundleError`: `system` if the file cannot be read, `malformed` naming the first
    ///   line that is not such a value.
    public static func forEach<Value: Decodable>(
        _ type: Value.Type, path: String, _ body: (Value) throws -> Void
    ) throws {
        let decoder = JSONDecoder()
        try forEachLine(path: path) { number, bytes in
            let value: Value
            do {
                value = try decoder.decode(type, from: Data(bytes))
            } catch {
                throw BundleError(
                    code: .malformed, operation: "read line \(number)", path: path,
                    cause: JSONDecoding.explanation(of: error))
            }
            try body(value)
        }
    }

    private static func forEachLine(path: String, _ body: (Int, [UInt8]) throws -> Void) throws {
        let file = try File.reading(path)
        let size = try file.size()
        var (offset, number) = (0, 0)
        var line: [UInt8] = []
        while offset < size {
            let chunk = try file.bytes(at: offset, count: min(chunkBytes, size - offset))
            offset += chunk.count
            var start = 0
            while let end = lineEnd(in: chunk, from: start) {
                line += chunk[start..<end]
                start = end + 1
                number += 1
                if !line.isEmpty { try body(number, line) }
                line.removeAll(keepingCapacity: true)
            }
            line += chunk[start...]
            guard line.count <= maximumLineBytes else {
                throw BundleError(
                    code: .malformed, operation: "read line \(number + 1)", path: path,
                    cause: "it is longer than \(maximumLineBytes) bytes")
            }
        }
        if !line.isEmpty { try body(number + 1, line) }
    }

    /// The place of the next line end; nil if there is none.
    private static func lineEnd(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { raw in
            guard start < raw.count, let base = raw.baseAddress else { return nil }
            return memchr(base + start, Int32(UInt8(ascii: "\n")), raw.count - start).map {
                UnsafeRawPointer($0) - base
            }
        }
    }
}
