import Foundation
internal import GRDB
import OmniZipBundle

extension CatalogStatus {
    /// A run notes every five seconds that it lives. One that has noted nothing for so long is dead if its process is
    /// known to be gone, or is not known to live after `silentSeconds`.
    private static let lateSeconds = 11.0
    private static let silentSeconds = 60.0
    /// The last sign of life may have come at the very beginning: speeds up to then say nothing.
    private static let leastWorkedSeconds = 1.0

    /// Reads the catalogs of a run's output folder, or the one at `catalogPath`; a run that goes on is not disturbed.
    ///
    /// - Throws: `CatalogError`: `notFound` if there is none, and those of opening and reading.
    public init(folder: String, catalogPath: String? = nil) throws {
        let paths = catalogPath.map { [$0] } ?? Self.catalogs(in: folder)
        guard !paths.isEmpty else {
            throw CatalogError(
                code: .notFound, operation: "read status", path: folder, cause: "there is no catalog",
                remedy: "name it with --catalog if it lies elsewhere; a run without a catalog leaves summary.json alone"
            )
        }
        self.init(path: folder)
        for path in paths { add(try Self.read(path, shownAs: folder, now: Catalog.now())) }
    }

    /// The catalogs in `folder`: of one run, or of its shards.
    static func catalogs(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0 == "catalog.sqlite" || $0.hasPrefix("shard-") && $0.hasSuffix(".catalog.sqlite") }
            .sorted(by: PathOrder.precedes).map { folder + "/" + $0 }
    }

    /// The status that the catalog at `path` tells at the time `now`, in seconds since 1970.
    static func read(_ path: String, shownAs shown: String, now: Double) throws -> CatalogStatus {
        let queue = try CatalogDatabase.openReadOnly(path: path)
        let status = try CatalogError.wrapping("read status", path: path) {
            try queue.read { database in
                var status = CatalogStatus(path: shown)
                status.catalogs = 1
                guard let run = try Run(database) else { return status }
                try status.fill(from: database, run: run, now: now)
                return status
            }
        }
        try CatalogError.wrapping("close catalog", path: path) { try queue.close() }
        return status
    }

    /// The last run of a catalog.
    private struct Run {
        let number: Int
        let began: Double
        let workedSince: Double?
        let heartbeat: Double
        let ended: Double?
        let host: String
        let process: Int32

        init?(_ database: Database) throws {
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM run ORDER BY number DESC LIMIT 1") else {
                return nil
            }
            number = try row.decode(forColumn: "number")
            began = try row.decode(forColumn: "began")
            workedSince = try row.decode(forColumn: "worked_since")
            heartbeat = try row.decode(forColumn: "heartbeat")
            ended = try row.decode(forColumn: "ended")
            host = try row.decode(forColumn: "host")
            process = try row.decode(forColumn: "process")
        }

        func activity(now: Double) -> Activity {
            if ended != nil { return .ended }
            if now - heartbeat < CatalogStatus.lateSeconds { return .running }
            guard host == ProcessInfo.processInfo.hostName else {
                return now - heartbeat < CatalogStatus.silentSeconds ? .running : .silent
            }
            // Signal 0 asks whether the process is there; EPERM: it is, and another user's.
            return kill(process, 0) == 0 || errno == EPERM ? .running : .silent
        }
    }

    private mutating func fill(from database: Database, run: Run, now: Double) throws {
        activity = run.activity(now: now)
        beganSeconds = run.began
        let end = activity == .running ? now : run.ended ?? run.heartbeat
        workedSeconds = run.workedSince.map { max(end - $0, 0) } ?? 0
        var bytes = (finished: 0.0, open: 0.0)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT state, worked_run IS seen_run AS is_worked, count(*) AS inputs,
                    total(duration_seconds) AS duration, total(source_bytes) AS bytes,
                    total(video_total) AS video_total, total(video_kept) AS video_kept,
                    total(audio_total) AS audio_total, total(audio_kept) AS audio_kept
                FROM input WHERE seen_run = ? GROUP BY state, is_worked
                """, arguments: [run.number])
        while let row = try rows.next() {
            let state = try InputState(rawValue: row.decode(forColumn: "state")) ?? .pending
            let inputs: Int = try row.decode(forColumn: "inputs")
            counts.add(inputs, in: state)
            let size: Double = try row.decode(forColumn: "bytes")
            switch state {
            case .pending, .running: bytes.open += size
            case .done, .failed, .skipped:
                guard try row.decode(forColumn: "is_worked") else { break }
                finished.add(inputs, in: state)
                bytes.finished += size
                if state == .done { durationSeconds += try row.decode(Double.self, forColumn: "duration") }
            }
            if state == .done {
                video = video + (try Self.tokens(row, "video"))
                audio = audio + (try Self.tokens(row, "audio"))
            }
        }
        try fillRates(finishedBytes: bytes.finished, openBytes: bytes.open)
        try fillLists(from: database, run: run, now: end)
    }

    private static func tokens(_ row: Row, _ kind: String) throws -> TokenCount {
        let total: Double = try row.decode(forColumn: kind + "_total")
        let kept: Double = try row.decode(forColumn: kind + "_kept")
        return TokenCount(total: Int(exactly: total) ?? 0, kept: Int(exactly: kept) ?? 0)
    }

    private mutating func fillRates(finishedBytes: Double, openBytes: Double) throws {
        guard workedSeconds > (activity == .silent ? Self.leastWorkedSeconds : 0), finished.inputs > 0 else { return }
        videosPerSecond = Double(finished.inputs) / workedSeconds
        if durationSeconds > 0 { mediaSecondsPerSecond = durationSeconds / workedSeconds }
        guard activity == .running, finishedBytes > 0 else { return }
        remainingSeconds = openBytes * workedSeconds / finishedBytes
    }

    private mutating func fillLists(from database: Database, run: Run, now: Double) throws {
        let kinds = try Row.fetchAll(
            database,
            sql: """
                SELECT coalesce(failure_code, '') AS code, count(*) AS inputs FROM input
                WHERE seen_run = ? AND state = 3 GROUP BY code
                """, arguments: [run.number])
        failures = Self.merged(
            try kinds.map { try Failures(code: $0.decode(forColumn: "code"), count: $0.decode(forColumn: "inputs")) })
        let videos = try Row.fetchAll(
            database, sql: "SELECT name, attempts, started FROM input WHERE state = 1 AND seen_run = ?",
            arguments: [run.number])
        running = Self.sorted(
            try videos.map { row in
                let started = try row.decode(Double?.self, forColumn: "started") ?? now
                return Running(
                    path: try row.decode(forColumn: "name"), attempt: try row.decode(forColumn: "attempts"),
                    seconds: max(now - started, 0))
            })
    }
}
