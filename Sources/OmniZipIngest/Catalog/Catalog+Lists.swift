import Foundation
internal import GRDB
import OmniZipBundle

extension Catalog {
    /// Writes the lists of the whole dataset or, where the catalog is that of one shard, of the shard, sorted by the UTF-8
    /// of the names, and returns the totals. What earlier runs left and this one has not done again is listed as long as its
    /// bundle is there. Memory does not depend on the number of inputs.
    ///
    /// - Parameters:
    ///   - folder: The output folder.
    ///   - names: What the lists are called.
    ///   - isComplete: False leaves the summary out: who finds it takes the lists for finished.
    ///   - isPresent: Whether the bundle of an entry that this run has not made or found is there; nil asks for the
    ///     file.
    /// - Throws: `BundleError` if the lists cannot be written; the old ones then stay.
    func writeLists(
        to folder: String, as names: ListNames = .root, isComplete: Bool = true,
        isPresent: ((CatalogEntry) -> Bool)? = nil
    ) throws -> RunSummary {
        let (number, configSHA256) = run.withLock { ($0.number, $0.rules?.configSHA256 ?? "") }
        let skipped = run.withLock { $0.counts.skipped }
        let isThere = isPresent ?? { Self.hasBundle($0, in: folder) }
        return try writeLists(
            to: folder, as: names, isComplete: isComplete, configSHA256: configSHA256, skipped: skipped
        ) { row in
            let stored = try StoredInput(row)
            return stored.state == .done && stored.seenRun == number && number > 0 || isThere(stored.entry())
        }
    }

    /// The same with the facts of a run given; `isListed` is asked of each row with a manifest line.
    func writeLists(
        to folder: String, as names: ListNames = .root, isComplete: Bool = true, configSHA256: String, skipped: Int,
        isListed: (Row) throws -> Bool
    ) throws -> RunSummary {
        let manifest = try AtomicFileWriter(path: folder + "/" + names.manifest)
        let failures = try AtomicFileWriter(path: folder + "/" + names.failures)
        let totals = try forEachLine(
            isListed: isListed, manifest: { try manifest.append(line: $0) }, failure: { try failures.append(line: $0) })
        let summary = Self.summary(totals, configSHA256: configSHA256, skipped: skipped)
        try manifest.publish()
        try failures.publish()
        if isComplete {
            try AtomicFile.write(
                CanonicalJSON.bytes(summary, style: .indented), to: folder + "/" + names.summary)
        }
        return summary
    }

    /// The totals of all lines, and of the inputs that this run has passed over; nothing is written.
    func summarize() throws -> RunSummary {
        let (configSHA256, skipped) = run.withLock { ($0.rules?.configSHA256 ?? "", $0.counts.skipped) }
        let totals = try forEachLine(isListed: { _ in true }, manifest: { _ in }, failure: { _ in })
        return Self.summary(totals, configSHA256: configSHA256, skipped: skipped)
    }

    static func summary(_ totals: RunSummary.Totals, configSHA256: String, skipped: Int) -> RunSummary {
        RunSummary(
            generator: ProgramVersion.generator, generatorVersion: ProgramVersion.current, configSHA256: configSHA256,
            totals: totals, skipped: skipped)
    }

    private func forEachLine(
        isListed: (Row) throws -> Bool, manifest: (String) throws -> Void, failure: (String) throws -> Void
    ) throws -> RunSummary.Totals {
        var totals = RunSummary.Totals()
        try read("read lines") { database in
            // CROSS JOIN keeps SQLite to this order: by the index of names.
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(StoredInput.columns), document_bytes, duration_seconds, done_bytes, warnings, video_total,
                        video_kept, audio_total, audio_kept, line.manifest AS manifest, line.failure AS failure
                    FROM input CROSS JOIN line ON line.id = input.id ORDER BY name
                    """)
            while let row = try rows.next() {
                if let line = try row.decode(String?.self, forColumn: "manifest"), try isListed(row) {
                    totals.add(try Self.numbers(row))
                    try manifest(line)
                }
                if let line = try row.decode(String?.self, forColumn: "failure") {
                    totals.add(Self.failureClass(row))
                    try failure(line)
                }
            }
        }
        return totals
    }

    static func failureClass(_ row: Row) -> FailureClass {
        (row["failure_class"] as String?).flatMap(FailureClass.init) ?? .permanent
    }

    static func hasBundle(_ entry: CatalogEntry, in folder: String) -> Bool {
        entry.output.map { FileStatus(path: folder + "/" + $0.bundlePath) != nil } ?? false
    }

    static func numbers(_ row: Row) throws -> RunSummary.Totals.Video {
        func number(_ column: String) throws -> Int { try row.decode(Int?.self, forColumn: column) ?? 0 }
        return .init(
            durationSeconds: try row.decode(forColumn: "duration_seconds"), sourceBytes: try number("done_bytes"),
            outputBytes: try number("bundle_bytes") &+ number("document_bytes"), warnings: try number("warnings"),
            video: TokenCount(total: try number("video_total"), kept: try number("video_kept")),
            audio: TokenCount(total: try number("audio_total"), kept: try number("audio_kept")))
    }
}
