/// How the outputs of a dataset lie in its folder.
protocol DatasetLayout: Sendable {
    /// Whether output names mirror those of the inputs, so that folders and outputs may collide.
    var mirrorsInputs: Bool { get }

    /// The shard of the video `name`; videos are worked on in the order of their shards. 0 without shards.
    func shard(of name: String) throws -> Int

    /// Where a worker publishes the outputs of the video `name`.
    func place(of name: String) throws -> OutputPlace

    /// Whether the outputs that the catalog knows of are still there.
    func isPresent(_ entry: CatalogEntry) -> Bool
}

/// Where the outputs of one video go.
struct OutputPlace: Sendable, Hashable {
    /// An absolute path.
    var folder: String
    /// Relative to `folder`.
    var bundlePath: String
    /// Relative to `folder`.
    var documentPath: String
}
