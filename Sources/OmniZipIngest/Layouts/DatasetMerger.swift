import Foundation
import OmniZipBundle

/// Makes the lists of a whole dataset from those of its finished shards.
public enum DatasetMerger {
    /// Merges the shards in `folder`: `manifest.jsonl`, `failures.jsonl` and `summary.json` get the bytes that one run
    /// over all inputs would give them. Memory does not depend on the number of videos.
    ///
    /// - Throws: `ConfigurationError` if there are no shards in the folder, or shards of different numbers; `BundleError`
    ///   if a run works on the folder at this moment, or a list cannot be written.
    public static func merge(folder: String) throws -> MergeReport {
        let lock = try RunLock(folder: folder)
        defer { withExtendedLifetime(lock) {} }
        return try merge(folder: folder, into: folder)
    }

    static func merge(folder: String, into target: String) throws -> MergeReport {
        let description = try DatasetDescription(folder: folder)
        let count = try description?.shards ?? shardCount(in: folder)
        let catalog = try Catalog(.temporary)
        let layout = description.map { WebDatasetLayout(folder: folder, shardCount: $0.shards) }
        var unfinished: [String] = []
        var finished: [RunSummary] = []
        for shard in 0..<count {
            let files = ShardFiles(index: shard, count: count)
            guard let stats = try? RunSummary(path: folder + "/" + files.stats) else {
                unfinished.append(files.label)
                continue
            }
            try catalog.importLists(of: folder, [ListNames(files)], layout: layout)
            finished.append(stats)
        }
        guard let last = finished.last else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: folder,
                message: "none of its \(count) shards is finished; run them first")
        }
        let summary = try catalog.writeLists(
            to: target, configSHA256: last.configSHA256, skipped: finished.reduce(0) { $0 + $1.skipped },
            isListed: { _ in true })
        return MergeReport(
            path: folder, shards: count, unfinished: unfinished,
            configurations: Set(finished.map(\.configSHA256)).count, summary: summary)
    }

    /// The number of shards that the names of the lists tell of.
    private static func shardCount(in folder: String) throws(ConfigurationError) -> Int {
        let counts = Set(ShardFiles.selections(in: folder).map(\.count)).sorted()
        guard let count = counts.first else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: folder, message: "there are no shards; give an output folder of run")
        }
        guard counts.count == 1 else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: folder,
                message: "there are shards of different numbers: \(counts.map(String.init).joined(separator: ", "))")
        }
        return count
    }
}
