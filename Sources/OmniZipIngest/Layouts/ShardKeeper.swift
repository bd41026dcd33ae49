import Foundation
import OmniZipBundle

/// Brings the shards of a dataset to what the catalog of a run says.
struct ShardKeeper: Sendable {
    let catalog: Catalog
    let layout: WebDatasetLayout
    let configSHA256: String

    /// Packs a shard, apart from the threads that tasks share.
    func packApart(_ shard: Int) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { _ = try pack(shard) })
            }
        }
    }

    /// Packs a shard whose videos have all come to their end; what is as it should be is not written again.
    ///
    /// - Returns: The shard's totals.
    /// - Throws: `BundleError` if it cannot be written, and if files of videos of this run are gone.
    @discardableResult
    func pack(_ shard: Int) throws -> RunSummary {
        let files = layout.files(ofShard: shard)
        let skipped = try catalog.skippedCount(inShard: shard)
        let content = ShardContent(
            videos: { try catalog.videos(inShard: shard, after: $0) },
            failures: { try catalog.failures(inShard: shard, after: $0) },
            summarize: { Catalog.summary($0, configSHA256: configSHA256, skipped: skipped) })
        let result = try ShardPacker(folder: layout.folder, files: files).pack(content)
        let lost = try catalog.forgetOutputs(of: result.missing)
        guard lost.isEmpty else {
            throw BundleError(
                code: .inconsistent, operation: "pack shard", path: layout.folder + "/" + files.label,
                cause: "the files of \(lost.count) videos, such as \(lost[0]), were removed or changed during the run",
                remedy: "run again: those videos are made again")
        }
        return result.summary
    }
}
