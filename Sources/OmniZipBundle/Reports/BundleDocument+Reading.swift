import Foundation

extension BundleDocument {
    /// Largest document that is read.
    private static let maximumBytes = 1 << 28

    /// Reads NAME.json.
    ///
    /// #### Errors
    /// `system` if it cannot be read, `malformed` if it is not a document of this schema.
    public init(path: String) throws(BundleError) {
        let file = try File.reading(path)
        let size = try file.size()
        guard size <= Self.maximumBytes else {
            throw BundleError(code: .malformed, operation: "read document", path: path, cause: "\(size) bytes")
        }
        let bytes = try file.bytes(at: 0, count: size)
        do {
            self = try JSONDecoder().decode(BundleDocument.self, from: Data(bytes))
        } catch {
            throw BundleError(
                code: .malformed, operation: "read document", path: path, cause: JSONDecoding.explanation(of: error))
        }
    }
}

/// Foundation's decoding errors as one sentence.
enum JSONDecoding {
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
