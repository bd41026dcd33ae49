import Foundation

/// Files of one JSON value.
enum JSONDecoding {
    /// Largest file that is read.
    private static let maximumBytes = 1 << 28

    /// The value of the file at `path`.
    static func value<Value: Decodable>(
        _ type: Value.Type, path: String, operation: String
    ) throws(BundleError) -> Value {
        let file = try File.reading(path)
        let size = try file.size()
        guard size <= maximumBytes else {
            throw BundleError(code: .malformed, operation: operation, path: path, cause: "\(size) bytes")
        }
        let bytes = try file.bytes(at: 0, count: size)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw BundleError(code: .malformed, operation: operation, path: path, cause: explanation(of: error))
        }
    }

    /// Foundation's decoding errors as one sentence.
    static func explanation(of error: any Error) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let keys = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
            return keys.isEmpty ? "the document" : keys.joined(separator: ".")
        }
        return switch error {
        case DecodingError.keyNotFound(let key, let context): "\(place(context)) lacks \(key.stringValue)"
        case DecodingError.typeMismatch(let type, let context): "\(place(context)) is not of type \(type)"
        case DecodingError.valueNotFound(let type, let context): "\(place(context)) is null, not of type \(type)"
        case DecodingError.dataCorrupted(let context): "\(place(context)): \(context.debugDescription)"
        default: "\(error)"
        }
    }
}
