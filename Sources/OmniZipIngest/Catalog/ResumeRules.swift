/// What a run asks of the catalog when it decides which inputs still need work.
struct ResumeRules: Sendable {
    /// The folder that the paths of bundles and documents are relative to.
    var outputFolder: String
    /// SHA-256 of the run's effective configuration.
    var configSHA256: String
    /// Every input is worked on again.
    var force: Bool
    /// Inputs that failed for good are worked on again.
    var retryFailed: Bool
    /// An input is done only if its source still has the SHA-256 that it had: every source is read.
    var verifySources: Bool
    /// Parts of the output; 1 for the layout `tree`.
    var shardCount: Int
    /// The part of the output that an input belongs to, by its name.
    var shard: @Sendable (String) -> Int
    /// Whether the output of an entry is where it should be.
    var isPresent: @Sendable (CatalogEntry) -> Bool

    /// Rules of a run; `isPresent` nil asks for the files of the layout `tree`.
    init(
        outputFolder: String, configSHA256: String, force: Bool = false, retryFailed: Bool = false,
        verifySources: Bool = false, shardCount: Int = 1, shard: @escaping @Sendable (String) -> Int = { _ in 0 },
        isPresent: (@Sendable (CatalogEntry) -> Bool)? = nil
    ) {
        self.outputFolder = outputFolder
        self.configSHA256 = configSHA256
        self.force = force
        self.retryFailed = retryFailed
        self.verifySources = verifySources
        self.shardCount = shardCount
        self.shard = shard
        self.isPresent = isPresent ?? Self.hasFiles(in: outputFolder)
    }

    /// Whether a bundle of the recorded size and a document lie in `folder`.
    private static func hasFiles(in folder: String) -> @Sendable (CatalogEntry) -> Bool {
        { entry in
            guard let output = entry.output else { return false }
            return FileStatus(path: folder + "/" + output.bundlePath)?.bytes == output.bundleBytes
                && FileStatus(path: folder + "/" + output.documentPath) != nil
        }
    }
}
