import Foundation
import OmniZipBundle

/// Checks a dataset of layout `webdataset`: every shard by itself, and the lists of the whole against the shards.
struct ShardedDatasetVerifier {
    typealias Finding = VerificationReport.Finding

    let folder: String
    let shardCount: Int

    /// Verifies all shards, one bundle at a time.
    ///
    /// - Throws: `BundleError` if there is no room for one bundle in the folder of temporary files.
    func verify() throws -> VerificationReport {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "omnizip-verify-\(UUID().uuidString)")
        try AtomicFile.createFolder(scratch.path)
        defer { try? FileManager.default.removeItem(at: scratch) }
        var findings: [Finding] = []
        var bundles = 0
        var isFinished = true
        for shard in 0..<shardCount {
            let verifier = ShardVerifier(
                folder: folder, files: ShardFiles(index: shard, count: shardCount), shardCount: shardCount,
                scratch: scratch.path)
            if verifier.isFinished {
                let result = try verifier.verify()
                findings += result.findings
                bundles += result.videos
            } else {
                isFinished = false
                findings.append(
                    Finding(path: verifier.files.stats, problem: "is missing: the shard is not finished, run it again"))
            }
        }
        findings += strayShards()
        if isFinished, findings.isEmpty { findings += try rootFindings(scratch.path) }
        return VerificationReport(path: folder, bundles: bundles, findings: findings)
    }

    private func strayShards() -> [Finding] {
        ShardFiles.selections(in: folder).filter { $0.count != shardCount }.map(\.label).sorted().map {
            Finding(path: $0, problem: "is no shard of this dataset, which has \(shardCount)")
        }
    }

    /// The lists of the whole dataset, if there are any, must be what `merge` makes of the shards.
    private func rootFindings(_ scratch: String) throws -> [Finding] {
        let names = [ListNames.root.manifest, ListNames.root.failures, ListNames.root.summary]
        guard names.contains(where: { FileManager.default.fileExists(atPath: folder + "/" + $0) }) else { return [] }
        _ = try DatasetMerger.merge(folder: folder, into: scratch)
        return names.filter { name in
            !FileManager.default.contentsEqual(atPath: folder + "/" + name, andPath: scratch + "/" + name)
        }.map { Finding(path: $0, problem: "disagrees with the shards: run omnizip merge") }
    }
}
