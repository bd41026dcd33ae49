/// The names of a dataset's lists, or of those of one shard.
struct ListNames: Sendable, Hashable {
    /// A line a finished video.
    var manifest: String
    /// A line a failed video.
    var failures: String
    /// Totals; written last.
    var summary: String

    /// The lists of the whole dataset.
    static let root = ListNames(
        manifest: DatasetFiles.manifest, failures: DatasetFiles.failures, summary: DatasetFiles.summary)

    init(manifest: String, failures: String, summary: String) {
        self.manifest = manifest
        self.failures = failures
        self.summary = summary
    }

    /// The lists of a shard.
    init(_ files: ShardFiles) {
        self.init(manifest: files.index, failures: files.failures, summary: files.stats)
    }
}
