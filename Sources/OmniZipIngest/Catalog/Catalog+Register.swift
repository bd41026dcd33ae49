internal import GRDB
import OmniZipBundle
import OmniZipFFmpeg
import OmniZipMedia

extension Catalog {
    /// Notes inputs of the scan in one transaction and decides for each: done, failed for good, skipped, or pending.
    /// About a thousand at a time is a good number: files are looked at before the transaction begins.
    ///
    /// - Throws: `ConfigurationError.conflictingInputs` when two inputs of this run have one name and are not the same
    ///   file and part. The same file twice is one input, and it counts as named if it was named once.
    func register(_ inputs: [IngestInput]) throws {
        let (number, rules, paths) = run.withLock { ($0.number, $0.rules, $0.paths) }
        guard let rules else { return }
        var scan = CatalogScan(run: number, rules: rules, paths: paths)
        let stored = try read("look up inputs") { database in
            try inputs.map { try Self.stored($0.name, withDigest: rules.verifySources, in: database) }
        }
        for (input, row) in zip(inputs, stored) { try scan.add(input, known: row) }
        var counts = run.withLock { $0.counts }
        try write("register inputs") { database in
            for found in scan.found { try Self.store(found, of: scan, in: database, counts: &counts) }
        }
        let result = (counts: counts, paths: scan.paths)
        run.withLock { run in
            run.counts = result.counts
            run.paths = result.paths
        }
    }

    static func stored(_ name: String, withDigest: Bool = false, in database: Database) throws -> StoredInput? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(StoredInput.columns) FROM input WHERE name = ?")
        var stored = try Row.fetchOne(statement, arguments: [name]).map(StoredInput.init)
        if withDigest, let id = stored?.id {
            stored?.sourceSHA256 = try String.fetchOne(
                database.cachedStatement(sql: "SELECT source_sha256 FROM line WHERE id = ?"), arguments: [id])
        }
        return stored
    }

    private static func store(
        _ found: CatalogScan.Found, of scan: CatalogScan, in database: Database, counts: inout RunCounts
    ) throws {
        var id = found.known?.id
        switch found.end {
        case .repeated(let known):
            try database.cachedStatement(sql: "UPDATE input SET was_named = ? WHERE id = ?")
                .execute(arguments: [found.input.wasNamed || known.wasNamed, known.id])
            return
        case .unnamedBefore(let known):
            // Passed over as a file of a folder before it was met as a file that the user named.
            try database.cachedStatement(sql: "UPDATE input SET was_named = 1, state = 0 WHERE id = ?")
                .execute(arguments: [known.id])
            counts.move(from: .skipped, to: .pending, bytes: known.sourceBytes)
            counts.skippedEarlier -= 1
            return
        case .kept(let state):
            try keep(found, of: scan, in: database)
            counts.add(state, bytes: nil)
        case .pending(let rejected):
            id = try putPending(found, rejected: rejected, of: scan, in: database)
            counts.add(.pending, bytes: found.source?.bytes)
        case .adopted(let video):
            let newID = try putPending(found, rejected: nil, of: scan, in: database)
            try putDone(video, of: newID, meta: found.input.meta, rules: scan.rules, in: database)
            id = newID
            counts.add(.done, bytes: nil)
        }
        if let id, found.input.meta != nil || found.known?.hasMeta == true {
            try putMeta(found.input.meta, of: id, in: database)
        }
    }

    /// Notes that the run saw an input that needs no work, and what an imported list could not know of it. What a source
    /// that is gone was like stays known: it may come back changed.
    private static func keep(_ found: CatalogScan.Found, of scan: CatalogScan, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE input SET seen_run = ?, shard = ?, path = ?, was_named = ?,
                    source_bytes = coalesce(?, source_bytes), source_modified = coalesce(?, source_modified)
                WHERE id = ?
                """
        ).execute(arguments: [
            scan.run, try scan.rules.layout.shard(of: found.input.name), found.path, found.input.wasNamed,
            found.source?.bytes, found.source?.modifiedNanoseconds, found.known?.id,
        ])
    }

    private static func putPending(
        _ found: CatalogScan.Found, rejected: Int?, of scan: CatalogScan, in database: Database
    ) throws -> Int {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO input (
                    name, shard, state, seen_run, path, start_seconds, end_seconds, was_named, problem, source_bytes,
                    source_modified, rejected_bundle
                ) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET
                    shard = excluded.shard, state = 0, seen_run = excluded.seen_run, path = excluded.path,
                    start_seconds = excluded.start_seconds, end_seconds = excluded.end_seconds,
                    was_named = excluded.was_named, problem = excluded.problem, source_bytes = excluded.source_bytes,
                    source_modified = excluded.source_modified,
                    rejected_bundle = coalesce(excluded.rejected_bundle, rejected_bundle),
                    attempts = 0, started = NULL
                RETURNING id
                """)
        let input = found.input
        let id = try Int.fetchOne(
            statement,
            arguments: [
                input.name, try scan.rules.layout.shard(of: input.name), scan.run, found.path, input.part?.startSeconds,
                input.part?.endSeconds, input.wasNamed, try input.problem.map(StoredText.text(of:)),
                found.source?.bytes, found.source?.modifiedNanoseconds, rejected,
            ])
        return id ?? 0
    }

    /// What a list says of an input goes into its manifest line, whether it is worked on or not.
    private static func putMeta(_ meta: JSONValue?, of id: Int, in database: Database) throws {
        let text = try meta.map(StoredText.text(ofMeta:))
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT meta, manifest FROM line WHERE id = ?"), arguments: [id])
        let old = try row?.decode(String?.self, atIndex: 0)
        guard old != text else { return }
        var manifest = try row?.decode(String?.self, atIndex: 1)
        if let line = manifest { manifest = try DatasetLine.manifest(line, meta: meta) }
        try database.cachedStatement(
            sql: """
                INSERT INTO line (id, meta, manifest) VALUES (?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET meta = excluded.meta, manifest = excluded.manifest
                """
        ).execute(arguments: [id, text, manifest])
        try database.cachedStatement(sql: "UPDATE input SET has_meta = ? WHERE id = ?")
            .execute(arguments: [text != nil, id])
    }
}
