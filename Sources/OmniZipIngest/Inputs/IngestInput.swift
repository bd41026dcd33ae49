import OmniZipBundle
import OmniZipMedia

/// One video to ingest: a file, or a part of one.
public struct IngestInput: Sendable {
    /// Where the file is.
    public var path: String
    /// Its name in the output: relative to the input folder, the file's own name if it was named itself, or the `id` of
    /// a list. Manifests call it `path`.
    public var name: String
    /// True if the user named this file: what is no media is then a failure and not skipped.
    public var wasNamed: Bool
    /// The part of the file that is wanted; nil for all of it.
    public var part: MediaPart?
    /// What a list said of this video besides; it passes through to the manifest.
    public var meta: JSONValue?
    /// Why this input cannot be opened at all, such as a folder that cannot be listed: it becomes a failure, so that no
    /// file is lost in silence.
    public var problem: MediaError?

    /// An input at `path`, called `name` in the output.
    public init(
        path: String, name: String, wasNamed: Bool, part: MediaPart? = nil, meta: JSONValue? = nil,
        problem: MediaError? = nil
    ) {
        self.path = path
        self.name = name
        self.wasNamed = wasNamed
        self.part = part
        self.meta = meta
        self.problem = problem
    }
}
