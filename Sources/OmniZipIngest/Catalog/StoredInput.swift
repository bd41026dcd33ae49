import Foundation
internal import GRDB
import OmniZipBundle
import OmniZipMedia

/// A row of the table `input`.
struct StoredInput: Sendable {
    /// What a query must select, in this order.
    static let columns = """
        input.id, name, shard, state, seen_run, path, start_seconds, end_seconds, was_named, has_meta, problem,
        source_bytes, source_modified, config_sha256, failure_class, attempts, rejected_bundle, bundle_path,
        bundle_bytes, document_path, failure_code
        """

    var id: Int
    var name: String
    var shard: Int
    var state: InputState
    var seenRun: Int?
    var path: String?
    var part: MediaPart?
    var wasNamed: Bool
    var hasMeta: Bool
    var problem: String?
    var sourceBytes: Int?
    var sourceModified: Int?
    var configSHA256: String?
    var failureClass: FailureClass?
    var failureCode: String?
    var attempts: Int
    var rejectedBundle: Int?
    var output: CatalogEntry.Output?
    /// Of the source when it was done; only where the query asks for it.
    var sourceSHA256: String?

    /// - Throws: if a value has not its column's type: the file is damaged.
    init(_ row: Row) throws {
        id = try row.decode(atIndex: 0)
        name = try row.decode(atIndex: 1)
        shard = try row.decode(atIndex: 2)
        state = try InputState(rawValue: row.decode(atIndex: 3)) ?? .pending
        seenRun = try row.decode(atIndex: 4)
        path = try row.decode(atIndex: 5)
        let start: Double? = try row.decode(atIndex: 6)
        let end: Double? = try row.decode(atIndex: 7)
        part = start == nil && end == nil ? nil : MediaPart(startSeconds: start, endSeconds: end)
        wasNamed = try row.decode(atIndex: 8)
        hasMeta = try row.decode(atIndex: 9)
        problem = try row.decode(atIndex: 10)
        sourceBytes = try row.decode(atIndex: 11)
        sourceModified = try row.decode(atIndex: 12)
        configSHA256 = try row.decode(atIndex: 13)
        failureClass = try row.decode(String?.self, atIndex: 14).flatMap(FailureClass.init)
        attempts = try row.decode(atIndex: 15)
        rejectedBundle = try row.decode(atIndex: 16)
        failureCode = try row.decode(atIndex: 20)
        if let bundlePath = try row.decode(String?.self, atIndex: 17),
            let bytes = try row.decode(Int?.self, atIndex: 18),
            let document = try row.decode(String?.self, atIndex: 19)
        {
            output = .init(bundlePath: bundlePath, bundleBytes: bytes, documentPath: document)
        }
    }

    /// What the decision about it needs.
    var known: ResumeDecision.Known {
        .init(
            state: state, failureClass: failureClass, failureCode: failureCode, part: part, sourceBytes: sourceBytes,
            sourceModified: sourceModified, configSHA256: configSHA256)
    }

    /// The entry of the row; `meta` as JSON text.
    func entry(meta: String? = nil) -> CatalogEntry {
        let input = IngestInput(
            path: path ?? name, name: name, wasNamed: wasNamed, part: part, meta: meta.flatMap(StoredText.meta),
            problem: problem.flatMap(StoredText.problem))
        return CatalogEntry(
            input: input, shard: shard, state: state, attempts: attempts, sourceBytes: sourceBytes, output: output)
    }
}

/// Values that the catalog keeps as JSON text.
enum StoredText {
    static func text(ofMeta meta: JSONValue) throws -> String { try CanonicalJSON.text(meta) }

    static func meta(_ text: String) -> JSONValue? { try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

    static func text(of problem: MediaError) throws -> String { try CanonicalJSON.text(Problem(problem)) }

    static func problem(_ text: String) -> MediaError? {
        (try? JSONDecoder().decode(Problem.self, from: Data(text.utf8)))?.error
    }

    /// `MediaError`, which is no value for files.
    private struct Problem: Codable {
        let code: String
        let operation: String
        let path: String?
        let cause: String
        let remedy: String?

        init(_ error: MediaError) {
            code = error.code.rawValue
            operation = error.operation
            path = error.path
            cause = error.cause
            remedy = error.remedy
        }

        var error: MediaError {
            MediaError(
                code: MediaError.Code(rawValue: code) ?? .inputOutput, operation: operation, path: path, cause: cause,
                remedy: remedy)
        }
    }
}
