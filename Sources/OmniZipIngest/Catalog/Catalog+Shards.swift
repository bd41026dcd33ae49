import Foundation
internal import GRDB
import OmniZipBundle

extension Catalog {
    /// Rows of a page.
    private static let pageSize = 256

    /// Notes the layout that the catalog is about.
    ///
    /// - Throws: `ConfigurationError.unwritableOutput` if it is about another one.
    func requireLayout(_ layout: LayoutName) throws {
        guard let known = try otherProperty("layout", than: layout.rawValue) else { return }
        throw ConfigurationError(
            code: .unwritableOutput, subject: path ?? "catalog",
            message: "is the catalog of a dataset of layout \(known), and this run has layout \(layout.rawValue); "
                + "choose another folder with --output")
    }

    /// Refuses a catalog that serves another output: what is done there is not done here.
    ///
    /// - Throws: `ConfigurationError` naming the output that it belongs to.
    func requireOutput(_ output: String) throws {
        guard let known = try otherProperty("output", than: output) else { return }
        throw ConfigurationError(
            code: .conflictingInputs, subject: path ?? "catalog",
            message: "is the catalog of another output, \(known); choose another place with --catalog, or delete it if "
                + "the output has moved: it is a cache")
    }

    /// Sets a property that never changes.
    ///
    /// - Returns: What it was set to before, if that is not `value`.
    private func otherProperty(_ key: String, than value: String) throws -> String? {
        let known = try write("note \(key)") { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO property (key, value) VALUES (?, ?)", arguments: [key, value])
            return try String.fetchOne(database, sql: "SELECT value FROM property WHERE key = ?", arguments: [key])
        }
        return known.flatMap { $0.utf8.elementsEqual(value.utf8) ? nil : $0 }
    }

    /// Says of every input which shard it belongs to: the number of shards is known only after the first scan.
    func assignShards(_ shard: (String) throws -> Int) throws {
        try write("assign shards") { database in
            let update = try database.cachedStatement(sql: "UPDATE input SET shard = ? WHERE id = ?")
            var last = 0
            while true {
                let rows = try Row.fetchAll(
                    database, sql: "SELECT id, name FROM input WHERE id > ? ORDER BY id LIMIT ?",
                    arguments: [last, Self.pageSize])
                guard let end = rows.last else { return }
                for row in rows {
                    let (id, name): (Int, String) = (row[0], row[1])
                    try update.execute(arguments: [shard(name), id])
                }
                last = end[0]
            }
        }
    }

    /// Prepares for questions by shard.
    func indexShards() throws {
        try write("index shards") { database in
            try database.execute(sql: "CREATE INDEX IF NOT EXISTS input_shard ON input (shard, name)")
        }
    }

    /// The videos of a shard with a line in the manifest, by the UTF-8 of their names, from the one after `name` on.
    func videos(inShard shard: Int, after name: String?) throws -> [ShardVideo] {
        try lines("manifest", inShard: shard, after: name) { row in
            ShardVideo(
                name: row["name"], line: row["text"], bundleBytes: row["bundle_bytes"] ?? 0,
                documentBytes: row["document_bytes"] ?? 0, numbers: try Self.numbers(row))
        }
    }

    /// The failed videos of a shard, by the UTF-8 of their names, from the one after `name` on.
    func failures(inShard shard: Int, after name: String?) throws -> [ShardFailure] {
        try lines("failure", inShard: shard, after: name) { row in
            ShardFailure(name: row["name"], line: row["text"], failureClass: Self.failureClass(row))
        }
    }

    private func lines<Line>(
        _ column: String, inShard shard: Int, after name: String?, _ line: (Row) throws -> Line
    ) throws -> [Line] {
        try read("read the lines of a shard") { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT name, failure_class, bundle_bytes, document_bytes, duration_seconds, done_bytes, warnings,
                        video_total, video_kept, audio_total, audio_kept, line.\(column) AS text
                    FROM input CROSS JOIN line ON line.id = input.id
                    WHERE shard = ? AND name > ? AND line.\(column) IS NOT NULL ORDER BY shard, name LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [shard, name ?? "", Self.pageSize]).map(line)
        }
    }

    /// How many inputs of a shard this run has passed over.
    func skippedCount(inShard shard: Int) throws -> Int {
        let number = run.withLock { $0.number }
        return try read("count inputs") { database in
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM input WHERE shard = ? AND state = 4 AND seen_run = ?",
                arguments: [shard, number]) ?? 0
        }
    }

    /// The outputs of these inputs are gone: they are pending, and no list names them.
    ///
    /// - Returns: Those of them that are inputs of this run.
    func forgetOutputs(of names: [String]) throws -> [String] {
        let number = run.withLock { $0.number }
        var known: [StoredInput] = []
        try write("forget outputs") { database in
            for name in names {
                guard let input = try Self.stored(name, in: database) else { continue }
                try Self.forgetOutput(of: input.id, in: database)
                try database.execute(sql: "UPDATE input SET state = 0 WHERE id = ?", arguments: [input.id])
                if input.seenRun == number, input.state == .done { known.append(input) }
            }
        }
        run.withLock { run in
            for input in known { run.counts.move(from: input.state, to: .pending, bytes: input.sourceBytes) }
        }
        return known.map(\.name)
    }
}
