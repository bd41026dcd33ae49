import Foundation
internal import GRDB
import OmniZipBundle
import Synchronization

/// SQLite file that remembers what became of each input. A cache: everything in it can be made again from the output
/// folder.
///
/// Its calls are made one after the other by one process; any number of others may read meanwhile.
final class Catalog: Sendable {
    /// Where a catalog is.
    enum Location: Sendable {
        /// A file, which is created where there is none.
        case file(path: String)
        /// A file without a name that goes with the object.
        case temporary
    }

    /// Whether nothing is in it yet: neither lists nor a run.
    let isNew: Bool
    let path: String?
    let queue: DatabaseQueue
    let run = Mutex(CatalogRun())

    /// Opens the catalog, or creates it where there is none.
    ///
    /// - Throws: `foreign`, `unknownSchema` and `damaged` for a file that is no catalog of this version, with what to
    ///   do about it; other errors if the file cannot be opened.
    init(_ location: Location) throws(CatalogError) {
        path =
            switch location {
            case .file(let path): path
            case .temporary: nil
            }
        do {
            queue = try CatalogDatabase.open(path: path)
            isNew = try CatalogError.wrapping("open catalog", path: path) { [queue] in
                try queue.read { database in
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM property WHERE key = 'imported'") == 0
                }
            }
        } catch let error as CatalogError {
            throw error
        } catch {
            throw CatalogError(code: .database, operation: "open catalog", path: path, cause: "\(error)")
        }
    }

    /// A private copy of the catalog at `path`, which a run may be writing.
    init(copying path: String) throws {
        self.path = nil
        isNew = false
        let source = try CatalogDatabase.openReadOnly(path: path)
        queue = try DatabaseQueue(path: "")
        try CatalogError.wrapping("copy catalog", path: path) { [queue] in try source.backup(to: queue) }
    }

    /// Begins a run: its number goes to every input that `register` sees.
    func beginRun(_ rules: ResumeRules) throws {
        let number = try write("begin run") { database in
            try Self.markImported(database)
            let now = Self.now()
            try database.execute(
                sql: """
                    INSERT INTO run (config_sha256, began, heartbeat, host, process) VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    rules.configSHA256, now, now, ProcessInfo.processInfo.hostName,
                    Int(ProcessInfo.processInfo.processIdentifier),
                ])
            return Int(database.lastInsertedRowID)
        }
        run.withLock { $0 = CatalogRun(number: number, rules: rules) }
    }

    /// The inputs of this run by state, and what its work has made. Complexity: O(1).
    func counts() throws -> RunCounts { run.withLock { $0.counts } }

    /// The inputs to be worked on, by shard and then by the UTF-8 of their names, from the one after `after` on.
    func pending(after cursor: CatalogCursor?, limit: Int) throws -> [CatalogEntry] {
        let number = run.withLock { $0.number }
        let start = cursor ?? CatalogCursor(shard: Int.min, name: "")
        return try read("read pending inputs") { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT \(StoredInput.columns), line.meta AS meta FROM input
                    LEFT JOIN line ON line.id = input.id AND input.has_meta
                    WHERE state = 0 AND seen_run = ? AND (shard, name) > (?, ?)
                    ORDER BY seen_run, shard, name LIMIT ?
                    """)
            let rows = try Row.fetchCursor(statement, arguments: [number, start.shard, start.name, limit])
            var entries: [CatalogEntry] = []
            while let row = try rows.next() {
                entries.append(try StoredInput(row).entry(meta: row.decode(forColumn: "meta")))
            }
            return entries
        }
    }

    /// Notes that a run is alive, at most once a second; whoever waits long between two ends of videos calls it.
    func beat() throws {
        let now = Self.now()
        let number: Int? = run.withLock { run in
            guard now - run.lastBeat >= 1 else { return nil }
            run.lastBeat = now
            return run.number
        }
        guard let number else { return }
        try write("note that the run is alive") { database in
            try database.cachedStatement(sql: "UPDATE run SET heartbeat = ? WHERE number = ?")
                .execute(arguments: [now, number])
        }
    }

    /// Ends the run and closes the file, which is then one file that can be copied.
    func close() throws {
        let number = run.withLock { $0.number }
        let now = Self.now()
        try write("end run") { database in
            try database.execute(
                sql: "UPDATE run SET heartbeat = ?, ended = ? WHERE number = ?", arguments: [now, now, number])
        }
        try CatalogError.wrapping("close catalog", path: path) {
            if path != nil { try CatalogDatabase.fold(queue) }
            try queue.close()
        }
    }

    /// Runs `body` in a transaction.
    func write<Result>(_ operation: String, _ body: (Database) throws -> Result) throws -> Result {
        try CatalogError.wrapping(operation, path: path) { try queue.write(body) }
    }

    /// Runs `body` on an unchanging view.
    func read<Result>(_ operation: String, _ body: (Database) throws -> Result) throws -> Result {
        try CatalogError.wrapping(operation, path: path) { try queue.read(body) }
    }

    /// From now on the lists of the output folder tell nothing that is not here.
    static func markImported(_ database: Database) throws {
        try database.execute(sql: "INSERT OR IGNORE INTO property (key, value) VALUES ('imported', '1')")
    }

    /// Seconds since 1970.
    static func now() -> Double { Date().timeIntervalSince1970 }
}

/// What a catalog knows of the run at hand; before the first one its number is 0.
struct CatalogRun: Sendable {
    var number = 0
    var rules: ResumeRules?
    var counts = RunCounts()
    var lastBeat = 0.0
    var hasWork = false
    var paths = SourcePath()
}
