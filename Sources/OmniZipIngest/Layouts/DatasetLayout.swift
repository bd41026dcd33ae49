import OmniZipBundle

/// How the outputs of a dataset lie in its folder.
protocol DatasetLayout: Sendable {
    /// Whether output names mirror those of the inputs, so that folders and outputs may collide.
    var mirrorsInputs: Bool { get }

    /// The shard of the video `name`; videos are worked on in the order of their shards. 0 without shards.
    func shard(of name: String) throws -> Int

    /// Where a worker publishes the outputs of the video `name`.
    func place(of name: String) throws -> OutputPlace

    /// The line of a video as lists have it, from that of a worker, which names files at `place`.
    func listed(_ line: ManifestLine) throws -> ManifestLine

    /// Whether the outputs that the catalog knows of are still there.
    func isPresent(_ entry: CatalogEntry) -> Bool

    /// When the bundle of an entry was changed last, in nanoseconds since 1970; nil: there is none.
    func bundleTime(of entry: CatalogEntry) -> Int?
}

/// Where the outputs of one video go.
struct OutputPlace: Sendable, Hashable {
    /// An absolute path.
    var folder: String
    /// Relative to `folder`.
    var bundlePath: String
    /// Relative to `folder`.
    var documentPath: String

    /// The bundle's full path.
    var bundle: String { folder + "/" + bundlePath }
    /// The document's full path.
    var document: String { folder + "/" + documentPath }
}
