import OmniZipBundle

/// What a merge of shards made.
public struct MergeReport: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    public static let schema = "omnizip.merge/1"

    /// `omnizip.merge/1`.
    public let schema: String
    /// The dataset's folder.
    public let path: String
    /// Number of shards.
    public let shards: Int
    /// Those without lists, such as "shard-00012-of-00100": they are still to be run.
    public let unfinished: [String]
    /// Different configurations that the last runs of the shards had: more than one is seldom meant.
    public let configurations: Int
    /// Totals of the finished ones, as summary.json has them.
    public let summary: RunSummary

    init(path: String, shards: Int, unfinished: [String], configurations: Int, summary: RunSummary) {
        schema = Self.schema
        self.path = path
        self.shards = shards
        self.unfinished = unfinished
        self.configurations = configurations
        self.summary = summary
    }
}
