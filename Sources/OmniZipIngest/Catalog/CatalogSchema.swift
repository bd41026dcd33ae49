internal import GRDB

/// The tables of a catalog.
///
/// `input` holds what a scan of all inputs looks at, in narrow rows; `line` holds the texts of those that were worked
/// on. Names are compared by their UTF-8, as everywhere.
enum CatalogSchema {
    /// "OZct": marks the file as a catalog.
    static let applicationID = 0x4f5a_6374
    /// A catalog of another version is not read.
    static let version = 1

    /// Creates the tables in an empty database.
    static func create(in database: Database) throws {
        try database.execute(sql: tables)
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    private static let tables = """
        CREATE TABLE property (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE run (
            number INTEGER PRIMARY KEY,
            config_sha256 TEXT NOT NULL,
            began REAL NOT NULL,
            worked_since REAL,
            heartbeat REAL NOT NULL,
            ended REAL,
            host TEXT NOT NULL,
            process INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE input (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE BINARY,
            shard INTEGER NOT NULL DEFAULT 0,
            state INTEGER NOT NULL,
            seen_run INTEGER,
            worked_run INTEGER,
            path TEXT,
            start_seconds REAL,
            end_seconds REAL,
            was_named INTEGER NOT NULL DEFAULT 0,
            has_meta INTEGER NOT NULL DEFAULT 0,
            problem TEXT,
            source_bytes INTEGER,
            source_modified INTEGER,
            config_sha256 TEXT,
            failure_class TEXT,
            failure_code TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            started REAL,
            rejected_bundle INTEGER,
            bundle_path TEXT,
            bundle_bytes INTEGER,
            document_path TEXT,
            document_bytes INTEGER,
            duration_seconds REAL,
            done_bytes INTEGER,
            warnings INTEGER,
            video_total INTEGER,
            video_kept INTEGER,
            audio_total INTEGER,
            audio_kept INTEGER
        ) STRICT;
        CREATE INDEX input_pending ON input (seen_run, shard, name) WHERE state = 0;
        CREATE INDEX input_running ON input (started) WHERE state = 1;
        CREATE TABLE line (
            id INTEGER PRIMARY KEY REFERENCES input (id),
            manifest TEXT,
            failure TEXT,
            meta TEXT,
            timings TEXT,
            source_sha256 TEXT,
            bundle_sha256 TEXT
        ) STRICT;
        """
}
