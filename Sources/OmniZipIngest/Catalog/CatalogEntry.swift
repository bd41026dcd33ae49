import OmniZipBundle
import OmniZipMedia

/// What is to become, or became, of an input. The numbers are those of the catalog's files.
enum InputState: Int, Sendable, Codable, CaseIterable {
    /// To be worked on.
    case pending = 0
    /// A worker has it, or had it when the run was killed.
    case running = 1
    /// Bundle and document are published.
    case done = 2
    /// It has a failure line.
    case failed = 3
    /// A file of a folder that is no media.
    case skipped = 4
}

/// An input as the catalog knows it.
struct CatalogEntry: Sendable {
    /// The input; its path is absolute.
    var input: IngestInput
    /// The part of the output that it belongs to, from 0.
    var shard: Int
    /// What became of it.
    var state: InputState
    /// Attempts of this run so far.
    var attempts: Int
    /// Size of the source when the run saw it; nil: it could not be looked at.
    var sourceBytes: Int?
    /// The files of its last success, which may be an earlier one; nil: it has none.
    var output: Output?

    /// Bundle and document of an input, with paths relative to the output folder.
    struct Output: Sendable, Equatable {
        /// Path of the bundle.
        var bundlePath: String
        /// Size of the bundle.
        var bundleBytes: Int
        /// Path of the document.
        var documentPath: String
    }

    /// Where the next page of `Catalog.pending` begins.
    var cursor: CatalogCursor { CatalogCursor(shard: shard, name: input.name) }
}

/// A place in the order of the work: by shard, then by the UTF-8 of the name.
struct CatalogCursor: Sendable, Hashable {
    var shard: Int
    var name: String
}

extension ManifestLine {
    /// The part of the source that the line is about; nil for all of it.
    var part: MediaPart? {
        startSeconds == nil && endSeconds == nil
            ? nil : MediaPart(startSeconds: startSeconds, endSeconds: endSeconds)
    }
}
