import Foundation
internal import GRDB
import OmniZipBundle

extension Catalog {
    /// Notes that an attempt at the input `name` begins: a run that is killed now leaves it in this state.
    func markRunning(_ name: String) throws {
        let (number, isFirst) = run.withLock { run in
            defer { run.hasWork = true }
            return (run.number, !run.hasWork)
        }
        let now = Self.now()
        let old = try write("note the begin of an attempt") { database in
            let old = try known(name, in: database)
            try database.cachedStatement(
                sql: "UPDATE input SET state = 1, attempts = attempts + 1, started = ?, worked_run = ? WHERE id = ?"
            ).execute(arguments: [now, number, old.id])
            if isFirst {
                try database.execute(sql: "UPDATE run SET worked_since = ? WHERE number = ?", arguments: [now, number])
            }
            return old
        }
        run.withLock { $0.counts.move(from: old.state, to: .running, bytes: old.sourceBytes) }
        try beat()
    }

    /// Notes the end of the input `name` in this run. It replaces what earlier runs said of that input; where the input
    /// can no longer be used, its earlier bundle and document are removed. An interrupted input is pending again.
    func record(_ name: String, _ outcome: JobOutcome, attempts: Int) throws {
        guard let rules = run.withLock({ $0.rules }) else { return }
        let (old, new) = try write("record an outcome") { database in
            let old = try known(name, in: database)
            let new: InputState
            switch outcome {
            case .done(let video):
                let meta = old.hasMeta ? try Self.meta(of: old.id, in: database) : nil
                try Self.putDone(video, of: old.id, meta: meta, rules: rules, in: database)
                new = .done
            case .failed(let failure):
                try Self.putFailure(failure.line, of: old, attempts: attempts, rules: rules, in: database)
                new = .failed
            case .skipped:
                try Self.forgetOutput(of: old.id, in: database)
                try Self.putLine(failure: nil, of: old.id, in: database)
                new = .skipped
            case .interrupted:
                new = .pending
            }
            try database.cachedStatement(
                sql: """
                    UPDATE input SET state = ?, attempts = ?, started = NULL, worked_run = seen_run,
                    config_sha256 = iif(?, ?, config_sha256) WHERE id = ?
                    """
            ).execute(arguments: [new.rawValue, attempts, new != .pending, rules.configSHA256, old.id])
            return (old, new)
        }
        run.withLock { run in
            run.counts.move(from: old.state, to: new, bytes: old.sourceBytes)
            if case .done(let video) = outcome { run.counts.add(video.line) }
        }
        try beat()
    }

    private func known(_ name: String, in database: Database) throws -> StoredInput {
        guard let stored = try Self.stored(name, in: database) else {
            throw CatalogError(
                code: .unknownInput, operation: "look up input", path: path, cause: "\(name) was not registered")
        }
        return stored
    }

    private static func meta(of id: Int, in database: Database) throws -> JSONValue? {
        try String.fetchOne(database.cachedStatement(sql: "SELECT meta FROM line WHERE id = ?"), arguments: [id])
            .flatMap(StoredText.meta)
    }

    static func putDone(
        _ video: CompletedVideo, of id: Int, meta: JSONValue?, rules: ResumeRules, in database: Database
    ) throws {
        let line = video.line
        try putNumbers(line, of: id, in: database)
        try database.cachedStatement(
            sql: """
                UPDATE input SET state = 2, config_sha256 = ?, failure_class = NULL, failure_code = NULL,
                    rejected_bundle = NULL, started = NULL WHERE id = ?
                """
        ).execute(arguments: [rules.configSHA256, id])
        try putManifest(line, of: id, meta: meta, timings: try CanonicalJSON.text(video.timings), in: database)
    }

    /// The numbers of a manifest line and its files.
    static func putNumbers(_ line: ManifestLine, of id: Int, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE input SET bundle_path = ?, bundle_bytes = ?, document_path = ?, document_bytes = ?,
                    duration_seconds = ?, done_bytes = ?, warnings = ?, video_total = ?, video_kept = ?,
                    audio_total = ?, audio_kept = ? WHERE id = ?
                """
        ).execute(arguments: [
            line.bundle.path, line.bundle.bytes, line.document.path, line.document.bytes, line.durationSeconds,
            line.sourceBytes, line.warnings, line.video.total, line.video.kept, line.audio.total, line.audio.kept, id,
        ])
    }

    static func putManifest(
        _ line: ManifestLine, of id: Int, meta: JSONValue?, timings: String?, in database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO line (id, manifest, failure, timings, source_sha256, bundle_sha256)
                VALUES (?, ?, NULL, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET manifest = excluded.manifest, failure = NULL,
                    timings = excluded.timings, source_sha256 = excluded.source_sha256,
                    bundle_sha256 = excluded.bundle_sha256
                """
        ).execute(arguments: [
            id, try DatasetLine.manifest(line, meta: meta), timings, line.sourceSHA256, line.bundle.sha256,
        ])
    }

    /// Codes that say nothing of the source's bytes: it was not reached, or its output could not be written.
    private static let codesOfOthers = [
        "not_found", "permission_denied", "unusable_name", "not_a_file", "system", "naming", "unexpected",
    ]

    /// What may pass, and what is no fault of the source's bytes, leaves an earlier bundle where it is; a source that
    /// was read and cannot be used takes it away.
    private static func putFailure(
        _ line: FailureLine, of old: StoredInput, attempts: Int, rules: ResumeRules, in database: Database
    ) throws {
        var line = line
        line.attempts = max(attempts, 1)
        if line.failureClass == .permanent, !codesOfOthers.contains(line.code) {
            for path in [old.output?.bundlePath, old.output?.documentPath].compactMap(\.self) {
                try? FileManager.default.removeItem(atPath: rules.outputFolder + "/" + path)
            }
            try forgetOutput(of: old.id, in: database)
        }
        try putFailure(line, of: old.id, in: database)
    }

    static func putFailure(_ line: FailureLine, of id: Int, in database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE input SET state = 3, failure_class = ?, failure_code = ? WHERE id = ?"
        ).execute(arguments: [line.failureClass.rawValue, line.code, id])
        try putLine(failure: try CanonicalJSON.text(line), of: id, in: database)
    }

    private static func putLine(failure: String?, of id: Int, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO line (id, failure) VALUES (?, ?)
                ON CONFLICT (id) DO UPDATE SET failure = excluded.failure
                """
        ).execute(arguments: [id, failure])
    }

    /// The input has no bundle any more, and no line in the manifest.
    static func forgetOutput(of id: Int, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE input SET bundle_path = NULL, bundle_bytes = NULL, document_path = NULL, document_bytes = NULL,
                    duration_seconds = NULL, done_bytes = NULL, warnings = NULL, video_total = NULL,
                    video_kept = NULL, audio_total = NULL, audio_kept = NULL, failure_class = NULL,
                    failure_code = NULL WHERE id = ?
                """
        ).execute(arguments: [id])
        try database.cachedStatement(
            sql: """
                UPDATE line SET manifest = NULL, timings = NULL, source_sha256 = NULL, bundle_sha256 = NULL
                WHERE id = ?
                """
        ).execute(arguments: [id])
    }
}
