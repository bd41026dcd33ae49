import OmniZipBundle

/// A finished video of a shard, as the catalog knows it.
struct ShardVideo: Sendable {
    /// Its name.
    var name: String
    /// The text of its line.
    var line: String
    /// Size of its bundle.
    var bundleBytes: Int
    /// Size of its document without timings.
    var documentBytes: Int
    /// What it adds to the totals.
    var numbers: RunSummary.Totals.Video
}

/// A failed video of a shard, as the catalog knows it.
struct ShardFailure: Sendable {
    /// Its name.
    var name: String
    /// The text of its line.
    var line: String
    /// What it adds to the totals.
    var failureClass: FailureClass
}

/// What a shard is to hold, in pages by name, so that a shard of any size can be packed.
struct ShardContent {
    /// The finished videos after a name.
    var videos: (_ after: String?) throws -> [ShardVideo]
    /// The failed ones after a name.
    var failures: (_ after: String?) throws -> [ShardFailure]
    /// The shard's totals.
    var summarize: (RunSummary.Totals) throws -> RunSummary
}
