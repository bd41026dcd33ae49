import Foundation
internal import GRDB
import OmniZipBundle

extension Catalog {
    /// A private copy of the catalog at `path`, for decisions that nothing may remember; a new one where there is none.
    static func copy(of path: String?) throws -> Catalog {
        guard let path, FileManager.default.fileExists(atPath: path) else { return try Catalog(.temporary) }
        return try Catalog(copying: path)
    }

    /// Whether `name` is an input of this run.
    func isInput(_ name: String) throws -> Bool {
        let number = run.withLock { $0.number }
        return try read("look up input") { try Self.stored(name, in: $0)?.seenRun == number }
    }

    /// What lies in the output folder for the input `name` of this run, if it was made of its source as it is now.
    func adopted(_ name: String) throws -> CompletedVideo? {
        guard let rules = run.withLock({ $0.rules }),
            let entry = try read("look up input", { try Self.stored(name, in: $0) })?.entry(),
            let source = FileStatus(path: entry.input.path)
        else { return nil }
        return Adoption(layout: rules.layout, configSHA256: rules.configSHA256)
            .record(of: entry.input, source: source, rejected: nil)
    }

    /// The first failures among the inputs of this run, by name.
    func failures(limit: Int) throws -> [FailureLine] {
        let number = run.withLock { $0.number }
        let lines = try read("read failures") { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT line.failure FROM input CROSS JOIN line ON line.id = input.id
                    WHERE state = 3 AND seen_run = ? AND line.failure IS NOT NULL ORDER BY name LIMIT ?
                    """, arguments: [number, limit])
        }
        return try lines.map { try JSONDecoder().decode(FailureLine.self, from: Data($0.utf8)) }
    }

    /// Where the files of all pending inputs are.
    func forEachPendingPath(_ body: (String) -> Void) throws {
        let number = run.withLock { $0.number }
        try read("read pending inputs") { database in
            let paths = try String.fetchCursor(
                database, sql: "SELECT path FROM input WHERE state = 0 AND seen_run = ? AND path IS NOT NULL",
                arguments: [number])
            while let path = try paths.next() { body(path) }
        }
    }

    /// Tells of every input of this run what the run would do about it, by name.
    func forEachInput(_ tell: (PlannedInput) throws -> Void) throws {
        let number = run.withLock { $0.number }
        try read("read inputs") { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(StoredInput.columns), line.meta AS meta FROM input LEFT JOIN line ON line.id = input.id
                    WHERE seen_run = ? ORDER BY name
                    """, arguments: [number])
            while let row = try rows.next() {
                let stored = try StoredInput(row)
                try tell(
                    PlannedInput(
                        stored.entry(meta: row.decode(forColumn: "meta")),
                        modifiedNanoseconds: stored.sourceModified))
            }
        }
    }
}
