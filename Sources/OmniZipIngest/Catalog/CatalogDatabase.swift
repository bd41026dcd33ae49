import Foundation
internal import GRDB

/// Opens the file of a catalog.
enum CatalogDatabase {
    /// What the others wait for at most.
    static let busySeconds = 10.0

    /// A catalog to read and write; it is created where there is none. `path` nil: SQLite's own file on disk, without a
    /// name, that goes with the connection.
    static func open(path: String?) throws -> DatabaseQueue {
        try CatalogError.wrapping("open catalog", path: path) {
            var configuration = configuration()
            let synchronous = path == nil ? "OFF" : "NORMAL"
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
            }
            let queue = try DatabaseQueue(path: path.map(plain) ?? "", configuration: configuration)
            try queue.writeWithoutTransaction { database in
                let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
                if !isEmpty { try check(database, path: path) }
                if let path { try setJournalMode(of: database, path: path) }
                guard isEmpty else { return }
                try database.inTransaction {
                    try CatalogSchema.create(in: database)
                    return .commit
                }
            }
            return queue
        }
    }

    /// A catalog to read while a run may write it.
    static func openReadOnly(path: String) throws -> DatabaseQueue {
        try CatalogError.wrapping("open catalog", path: path) {
            guard FileManager.default.fileExists(atPath: path) else {
                throw CatalogError(
                    code: .notFound, operation: "open catalog", path: path, cause: String(cString: strerror(ENOENT)))
            }
            var configuration = configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: plain(path), configuration: configuration)
            try queue.read { try check($0, path: path) }
            return queue
        }
    }

    /// Makes of the catalog one file again that can be copied and read anywhere. Another process that reads it at this
    /// moment prevents that, which harms nothing.
    static func fold(_ queue: DatabaseQueue) throws {
        try queue.writeWithoutTransaction { database in
            do {
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
            } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
                return
            }
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busySeconds)
        configuration.foreignKeysEnabled = false
        configuration.label = "catalog"
        configuration.prepareDatabase { database in
            // Kilobytes: the inner pages of the indices of some hundred thousand inputs.
            try database.execute(sql: "PRAGMA cache_size = -16384")
        }
        return configuration
    }

    /// SQLite takes `file:` at the start for the start of a URI.
    private static func plain(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    private static func setJournalMode(of database: Database, path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let mode = JournalMode(folder: folder)
        _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = \(mode.rawValue)")
        // Without the log, a power cut may damage the file unless each transaction is flushed twice.
        if mode == .delete { try database.execute(sql: "PRAGMA synchronous = FULL") }
    }

    private static func check(_ database: Database, path: String?) throws {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
        guard application == CatalogSchema.applicationID else {
            throw CatalogError(
                code: .foreign, operation: "open catalog", path: path, cause: "it is a database of another program")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version == CatalogSchema.version else {
            throw CatalogError(
                code: .unknownSchema, operation: "open catalog", path: path,
                cause: "it has version \(version), and this program reads version \(CatalogSchema.version)")
        }
    }
}
