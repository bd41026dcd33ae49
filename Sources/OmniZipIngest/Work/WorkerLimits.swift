/// What a worker process may use.
public struct WorkerLimits: Sendable, Codable, Hashable {
    /// Bytes of memory that may be written to: heap, anonymous and private mappings, stacks (RLIMIT_DATA). Address space
    /// that is only reserved does not count. Nil for no limit.
    public var memoryBytes: Int?
    /// Time for one video; nil for no limit.
    public var time: TimeLimit?
    /// Files open at a time (RLIMIT_NOFILE).
    public var openFiles: Int
    /// Videos after which a fresh process takes over, at least 1.
    public var videosPerProcess: Int
    /// Resident bytes after a video above which a fresh process takes over.
    public var residentBytes: Int

    /// Limits; the defaults are far above what any sound video needs.
    public init(
        memoryBytes: Int? = 2 << 30, time: TimeLimit? = TimeLimit(), openFiles: Int = 256,
        videosPerProcess: Int = 1000, residentBytes: Int = 400 << 20
    ) {
        self.memoryBytes = memoryBytes
        self.time = time
        self.openFiles = openFiles
        self.videosPerProcess = videosPerProcess
        self.residentBytes = residentBytes
    }

    /// Whether a worker that has done `videos` and holds `resident` bytes makes room for a fresh one.
    func areSpent(videos: Int, resident: Int) -> Bool {
        videos >= videosPerProcess || resident > residentBytes
    }
}
