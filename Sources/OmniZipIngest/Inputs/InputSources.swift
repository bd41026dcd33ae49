/// What a user names for a run: files, folders, lists, and what of the folders is wanted.
///
/// Globs and the rule for hidden names apply to what is found in folders, never to what was named or listed.
public struct InputSources: Sendable, Hashable {
    /// Files and folders. Folders are searched recursively.
    public var paths: [String]
    /// List files; "-" is standard input and may be given once. Each line is the path of a file, relative to the
    /// working directory, or a JSON object with `path` and, where wanted, `id` (the name in the output), `start` and
    /// `end` (seconds of the part that is wanted) and `meta` (any value). A line is JSON if it begins with `{`.
    public var lists: [String]
    /// Globs: `*` is any text without a slash, `?` one Unicode scalar, `[a-z]` and `[!a-z]` sets, `**` any folders. One
    /// without a slash is compared with a file's own name, one with a slash with its whole path relative to the folder
    /// that was named. If there are any, only files that match one of them are taken.
    public var include: [String]
    /// Globs of files and folders that are passed over, whatever `include` says.
    public var exclude: [String]
    /// Whether names with a leading dot are taken.
    public var includesHidden: Bool
    /// The output folder: passed over wherever it is met, also through links. It need not exist.
    public var excludedFolder: String?

    /// Files, folders and lists to ingest.
    public init(
        paths: [String] = [], lists: [String] = [], include: [String] = [], exclude: [String] = [],
        includesHidden: Bool = false, excludedFolder: String? = nil
    ) {
        self.paths = paths
        self.lists = lists
        self.include = include
        self.exclude = exclude
        self.includesHidden = includesHidden
        self.excludedFolder = excludedFolder
    }
}
