import Foundation
internal import GRDB
import OmniZipBundle

extension Catalog {
    /// Takes over the lists of an output folder that was made without this catalog. They do not say when a source was
    /// changed last, nor where it lies.
    ///
    /// - Parameters:
    ///   - names: Manifests and lists of failures; those that are missing are passed over.
    ///   - layout: Says where the files of a line must lie; nil: anywhere in the folder.
    /// - Throws: `ConfigurationError.unwritableOutput` if they are not lists of this program: they would be
    ///   overwritten.
    func importLists(
        of folder: String, _ names: [ListNames] = [.root], layout: (any DatasetLayout)? = nil
    ) throws {
        try write("import lists") { database in
            for names in names {
                try Self.forEach(ManifestLine.self, of: names.manifest, in: folder) { line in
                    guard [line.path, line.bundle.path, line.document.path].allSatisfy(OutputNaming.isInsideFolder)
                    else {
                        throw Self.foreign(
                            folder + "/" + names.manifest, "a path of \(line.path) leads out of the folder")
                    }
                    guard try layout?.listed(line).bundle.path ?? line.bundle.path == line.bundle.path else {
                        throw Self.foreign(
                            folder + "/" + names.manifest, "\(line.path) does not belong to \(line.bundle.path)")
                    }
                    try Self.put(line, meta: line.meta, in: database)
                }
                try Self.forEach(FailureLine.self, of: names.failures, in: folder) { line in
                    try Self.put(line, in: database)
                }
            }
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
