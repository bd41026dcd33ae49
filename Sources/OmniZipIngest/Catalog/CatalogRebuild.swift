import Foundation
internal import GRDB
import OmniZipBundle

/// Makes the catalog and the lists of a dataset again from its bundles and documents.
public enum CatalogRebuild {
    /// What came of it.
    public struct Result: Sendable, Equatable {
        /// Videos that are listed now.
        public var videos: Int
        /// Bundles that are not: something is wrong with them or their documents, or no document is there.
        public var refused: [String]
        /// Totals as written to summary.json.
        public var summary: RunSummary
    }

    /// Rebuilds the catalog at `catalogPath`, or `catalog.sqlite` in `folder`, and rewrites the lists in `folder`.
    ///
    /// In layout `tree` every bundle is read and checked; failures come from `failures.jsonl`, and what a list of inputs
    /// said of the videos from `manifest.jsonl`, where they are still there. In layout `webdataset` the lists of the
    /// shards tell everything. Memory does not grow with the number of videos but by their names.
    ///
    /// - Throws: `BundleError` and `CatalogError` if something cannot be written, or if a run goes on in the folder;
    ///   catalog and lists then stay as they were.
    public static func rebuild(folder: String, catalogPath: String? = nil) throws -> Result {
        guard FileManager.default.fileExists(atPath: folder) else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: folder, message: "no such folder; give an output folder of run")
        }
        try requireDataset(folder)
        let lock = try RunLock(folder: folder)
        defer { withExtendedLifetime(lock) {} }
        let dataset = try DatasetRun(folder: folder, layout: nil, shard: nil)
        let path = catalogPath ?? folder + "/catalog.sqlite"
        let fresh = path + ".new"
        for suffix in ["", "-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: fresh + suffix) }
        let catalog = try Catalog(.file(path: fresh))
        try catalog.requireLayout(dataset.name)
        var refused: [String] = []
        switch dataset.name {
        case .tree: refused = try fill(catalog, from: folder)
        case .webdataset: try dataset.importLists(into: catalog)
        }
        let summary = try writeLists(of: catalog, to: folder)
        try catalog.close()
        // The log of the old catalog must not be taken for the new one's.
        for suffix in ["-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        guard rename(fresh, path) == 0 else {
            throw CatalogError(
                code: .notPermitted, operation: "replace catalog", path: path, cause: String(cString: strerror(errno)))
        }
        return Result(videos: summary.done, refused: refused, summary: summary)
    }

    /// A folder without anything of this program is no dataset, but perhaps somebody's videos.
    private static func requireDataset(_ folder: String) throws(ConfigurationError) {
        let lists = [
            DatasetFiles.manifest, DatasetFiles.failures, DatasetFiles.summary, DatasetDescription.fileName,
            "catalog.sqlite",
        ]
        guard !lists.contains(where: { FileManager.default.fileExists(atPath: folder + "/" + $0) }),
            bundleNames(in: folder).isEmpty
        else { return }
        throw ConfigurationError(
            code: .conflictingInputs, subject: folder,
            message: "nothing in it is of this program; give an output folder of run")
    }

    /// Videos in one transaction.
    private static let batchSize = 1000

    private static func fill(_ catalog: Catalog, from folder: String) throws -> [String] {
        let old = try earlierLines(in: folder)
        var refused: [String] = []
        let names = bundleNames(in: folder)
        for start in stride(from: 0, to: names.count, by: batchSize) {
            var lines: [(ManifestLine, JSONValue?)] = []
            for name in names[start..<min(start + batchSize, names.count)] {
                let earlier = old[NameKey(name)]
                guard let line = line(of: name, in: folder), earlier?.agrees(with: line) ?? true else {
                    refused.append(OutputNaming.bundlePath(of: name))
                    continue
                }
                lines.append((line, earlier?.meta))
            }
            try catalog.write("rebuild catalog") { database in
                for (line, meta) in lines { try Catalog.put(line, meta: meta, in: database) }
            }
        }
        try catalog.importFailures(of: folder)
        return refused
    }

    /// Names of the videos whose bundles lie in `folder`, by their UTF-8.
    private static func bundleNames(in folder: String) -> [String] {
        let ending = OutputNaming.bundlePath(of: "")
        var names: [String] = []
        let files = FileManager.default.enumerator(atPath: folder)
        while let path = files?.nextObject() as? String {
            guard path.hasSuffix(ending), !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else {
                continue
            }
            names.append(String(path.dropLast(ending.count)))
        }
        return names.sorted(by: PathOrder.precedes)
    }

    /// The manifest line of a video, if bundle and document are sound and belong together.
    private static func line(of name: String, in folder: String) -> ManifestLine? {
        let bundlePath = OutputNaming.bundlePath(of: name)
        let documentPath = OutputNaming.documentPath(of: name)
        guard
            BundleVerifier.problems(path: folder + "/" + bundlePath, documentPath: folder + "/" + documentPath)
                .isEmpty,
            let document = try? BundleDocument(path: folder + "/" + documentPath)
        else { return nil }
        return try? DatasetFiles.manifestLine(
            path: name, bundlePath: bundlePath, documentPath: documentPath, folder: URL(fileURLWithPath: folder),
            document: document)
    }

    /// What the old manifest says of a video.
    private struct Earlier {
        let meta: JSONValue?
        let bundle: OutputFile
        let config: String

        /// False for a bundle whose bytes changed since the same configuration made it: it may pass every check of its
        /// form, and is damaged all the same.
        func agrees(with line: ManifestLine) -> Bool { config != line.configSHA256 || bundle == line.bundle }
    }

    /// What the old manifest says of the videos; nothing where it is damaged.
    private static func earlierLines(in folder: String) throws -> [NameKey: Earlier] {
        var earlier: [NameKey: Earlier] = [:]
        let path = folder + "/" + DatasetFiles.manifest
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        do {
            try JSONLines.forEach(ManifestLine.self, path: path) { line in
                earlier[NameKey(line.path)] = Earlier(meta: line.meta, bundle: line.bundle, config: line.configSHA256)
            }
        } catch let error as BundleError where error.code == .malformed {
            return earlier
        }
        return earlier
    }

    /// The old summary knows the configuration of the last run and the files that were passed over; without it the most
    /// frequent configuration stands for it.
    private static func writeLists(of catalog: Catalog, to folder: String) throws -> RunSummary {
        let old = try? RunSummary(path: folder + "/" + DatasetFiles.summary)
        let usual = try catalog.read("read configuration") { database in
            try String.fetchOne(
                database,
                sql: """
                    SELECT config_sha256 FROM input WHERE config_sha256 IS NOT NULL
                    GROUP BY config_sha256 ORDER BY count(*) DESC, config_sha256 LIMIT 1
                    """)
        }
        let digest = old?.configSHA256 ?? usual ?? String(repeating: "0", count: 64)
        return try catalog.writeLists(to: folder, configSHA256: digest, skipped: old?.skipped ?? 0) { _ in true }
    }
}
