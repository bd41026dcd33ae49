/// What a worker process may use.
public struct WorkerLimits: Sendable, Codable, Hashable {
    /// Bytes of memory in use for one video: heap and stacks, without program code. A worker that exceeds them is ended.
    /// Nil for no limit.
    public var memoryBytes: Int?
    /// Time for one video; nil for no limit.
    public var time: TimeLimit?
    /// Files open at a time (RLIMIT_NOFILE).
    public var openFiles: Int
    /// Videos after which a fresh process takes over, at least 1.
    public var videosPerProcess: Int
    /// Bytes of memory in use after a video above which a fresh process takes over.
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

    /// Bytes of memory that may be asked for at all (RLIMIT_DATA), in use or not.
    ///
    /// Refusing memory is the last resort, far above `memoryBytes`: libraries may take a refusal for damage and go on,
    /// and the bundle would not be what it is on another machine. Address space that is only reserved does not count,
    /// as it would with RLIMIT_AS.
    var requestedMemoryBytes: Int? { memoryBytes.map { 2 * min($0, 1 << 60) + (256 << 20) } }

    /// Whether a worker that has done `videos` and holds `resident` bytes makes room for a fresh one.
    func areSpent(videos: Int, resident: Int) -> Bool {
        videos >= videosPerProcess || resident > residentBytes
    }
}
