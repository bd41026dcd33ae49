import Foundation
internal import GRDB
import OmniZipBundle

extension Catalog {
    /// Takes over the lists of an output folder that was made without this catalog: `manifest.jsonl` and
    /// `failures.jsonl`. They do not say when a source was changed last, nor where it lies.
    ///
    /// - Throws: `ConfigurationError.unwritableOutput` if they are not lists of this program: they would be
    ///   overwritten.
    func importLists(of folder: String) throws {
        try write("import lists") { database in
            try Self.forEach(ManifestLine.self, of: DatasetFiles.manifest, in: folder) { line in
                guard [line.path, line.bundle.path, line.document.path].allSatisfy(OutputNaming.isInsideFolder) else {
                    throw Self.foreign(
                        folder + "/" + DatasetFiles.manifest, "a path of \(line.path) leads out of the folder")
                }
                try Self.put(line, meta: line.meta, in: database)
            }
            try Self.putFailures(of: folder, in: database)
            try Self.markImported(database)
        }
    }

    /// Takes over `failures.jsonl` alone.
    func importFailures(of folder: String) throws {
        try write("import failures") { database in
            try Self.putFailures(of: folder, in: database)
            try Self.markImported(database)
        }
    }

    private static func putFailures(of folder: String, in database: Database) throws {
        try forEach(FailureLine.self, of: DatasetFiles.failures, in: folder) { try put($0, in: database) }
    }

    /// Puts a finished video of which only its line is known.
    static func put(_ line: ManifestLine, meta: JSONValue?, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO input (name, state, config_sha256, source_bytes, start_seconds, end_seconds, has_meta)
                VALUES (?, 2, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET state = 2, config_sha256 = excluded.config_sha256,
                    source_bytes = excluded.source_bytes, has_meta = excluded.has_meta
                RETURNING id
                """)
        let id =
            try Int.fetchOne(
                statement,
                arguments: [
                    line.path, line.configSHA256, line.sourceBytes, line.part?.startSeconds, line.part?.endSeconds,
                    meta != nil,
                ]) ?? 0
        try putNumbers(line, of: id, in: database)
        try putManifest(line, of: id, meta: meta, timings: nil, in: database)
        guard let meta else { return }
        try database.cachedStatement(sql: "UPDATE line SET meta = ? WHERE id = ?")
            .execute(arguments: [try StoredText.text(ofMeta: meta), id])
    }

    /// Puts a failed input of which only its line is known.
    private static func put(_ line: FailureLine, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO input (name, state, attempts) VALUES (?, 3, ?)
                ON CONFLICT (name) DO UPDATE SET state = 3, attempts = excluded.attempts
                RETURNING id
                """)
        let id = try Int.fetchOne(statement, arguments: [line.path, line.attempts]) ?? 0
        try putFailure(line, of: id, in: database)
    }

    private static func forEach<Line: Decodable>(
        _ type: Line.Type, of name: String, in folder: String, _ body: (Line) throws -> Void
    ) throws {
        let path = folder + "/" + name
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try JSONLines.forEach(type, path: path, body)
        } catch let error as BundleError {
            throw foreign(path, "\(error.operation): \(error.cause)")
        }
    }

    private static func foreign(_ path: String, _ cause: String) -> ConfigurationError {
        ConfigurationError(
            code: .unwritableOutput, subject: path,
            message: "is not a list that omnizip wrote (\(cause)); choose another folder with --output or move the "
                + "file away")
    }
}
