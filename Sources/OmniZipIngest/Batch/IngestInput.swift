/// One file to ingest.
public struct IngestInput: Sendable, Hashable {
    /// Where the file is.
    public let path: String
    /// Its name in the output: relative to the input folder, or the file's name if it was named itself.
    public let relativePath: String
    /// True if the user named this file: what is no media is then a failure and not skipped.
    public let wasNamed: Bool
    /// True for a folder whose files could not be listed: it becomes a failure, so that no file is lost in silence.
    public let isUnreadableFolder: Bool

    /// An input at `path`, called `relativePath` in the output.
    public init(path: String, relativePath: String, wasNamed: Bool, isUnreadableFolder: Bool = false) {
        self.path = path
        self.relativePath = relativePath
        self.wasNamed = wasNamed
        self.isUnreadableFolder = isUnreadableFolder
    }
}
