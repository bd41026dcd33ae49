import OmniZipBundle

/// How far a run is, read from its catalog while it goes on; several catalogs of one folder are added up.
public struct CatalogStatus: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    public static let schema = "omnizip.status/1"

    /// What a run is doing.
    public enum Activity: String, Sendable, Codable, CaseIterable {
        /// It was not begun.
        case none
        /// It works.
        case running
        /// It was ended in order, by its end or by an interruption.
        case ended
        /// It gives no sign of life: it was killed, or its machine is gone.
        case silent
    }

    /// Inputs by what became of them.
    public struct Counts: Sendable, Codable, Equatable {
        /// Inputs to be worked on.
        public var pending = 0
        /// Inputs at work.
        public var running = 0
        /// Inputs with a bundle.
        public var done = 0
        /// Inputs that failed.
        public var failed = 0
        /// Files of folders that are no media.
        public var skipped = 0
    }

    /// Failures of one kind.
    public struct Failures: Sendable, Codable, Equatable {
        /// Their code, as in failures.jsonl.
        public var code: String
        /// How many inputs have it.
        public var count: Int
    }

    /// A video at work.
    public struct Running: Sendable, Codable, Equatable {
        /// Its name.
        public var path: String
        /// Which attempt of this run it is, from 1.
        public var attempt: Int
        /// Wall seconds since the attempt began.
        public var seconds: Double
    }

    /// `omnizip.status/1`.
    public let schema: String
    /// The folder or catalog that was asked for.
    public let path: String
    /// Catalogs that were read.
    public var catalogs: Int
    /// What the last run is doing: of several, the least finished.
    public var activity: Activity
    /// When the last run began, in seconds since 1970; of several, the first; nil: there was none.
    public var beganSeconds: Double?
    /// The inputs of the last run.
    public var counts: Counts
    /// The inputs that the last run itself has done, failed and passed over.
    public var finished: Counts
    /// Failures of the inputs of the last run by code, the most frequent first; at most ten.
    public var failures: [Failures]
    /// The videos at work, the longest first.
    public var running: [Running]
    /// Wall seconds from the first attempt of the last run to now or its end; of several, the most.
    public var workedSeconds: Double
    /// Known seconds of the videos that the last run itself has done.
    public var durationSeconds: Double
    /// Inputs that the run ends in a wall second; nil before the first one.
    public var videosPerSecond: Double?
    /// Seconds of media that the run ends in a wall second; nil before the first video is done.
    public var mediaSecondsPerSecond: Double?
    /// Wall seconds to the end, by the bytes of the sources; nil where it cannot be told or nothing is at work.
    public var remainingSeconds: Double?
    /// Video tokens of all inputs done.
    public var video: TokenCount
    /// Audio tokens of all inputs done.
    public var audio: TokenCount

    enum CodingKeys: String, CodingKey {
        case schema
        case path
        case catalogs
        case activity
        case beganSeconds = "began_seconds"
        case counts
        case finished
        case failures
        case running
        case workedSeconds = "worked_seconds"
        case durationSeconds = "duration_seconds"
        case videosPerSecond = "videos_per_second"
        case mediaSecondsPerSecond = "media_seconds_per_second"
        case remainingSeconds = "remaining_seconds"
        case video
        case audio
    }

    /// The status of nothing.
    init(path: String) {
        schema = Self.schema
        self.path = path
        catalogs = 0
        activity = .none
        counts = Counts()
        finished = Counts()
        failures = []
        running = []
        workedSeconds = 0
        durationSeconds = 0
        video = TokenCount(total: 0, kept: 0)
        audio = TokenCount(total: 0, kept: 0)
    }
}

extension CatalogStatus.Counts {
    /// All inputs.
    public var inputs: Int { pending + running + done + failed + skipped }

    static func + (left: Self, right: Self) -> Self {
        Self(
            pending: left.pending + right.pending, running: left.running + right.running,
            done: left.done + right.done, failed: left.failed + right.failed, skipped: left.skipped + right.skipped)
    }

    mutating func add(_ count: Int, in state: InputState) {
        switch state {
        case .pending: pending += count
        case .running: running += count
        case .done: done += count
        case .failed: failed += count
        case .skipped: skipped += count
        }
    }
}

extension CatalogStatus {
    /// How many kinds of failures are told.
    private static let mostFailures = 10

    /// Adds the status of another catalog of the same run on several machines.
    mutating func add(_ other: CatalogStatus) {
        let isOpen = counts.pending + counts.running > 0
        let isOtherOpen = other.counts.pending + other.counts.running > 0
        // The slowest of those that have work left decides; one of which nothing is known leaves all unknown.
        remainingSeconds =
            switch (isOpen, isOtherOpen) {
            case (true, true): remainingSeconds.flatMap { mine in other.remainingSeconds.map { max(mine, $0) } }
            case (true, false): remainingSeconds
            case (false, _): other.remainingSeconds
            }
        catalogs += other.catalogs
        activity = Self.leastFinished(activity, other.activity)
        beganSeconds = [beganSeconds, other.beganSeconds].compactMap(\.self).min()
        counts = counts + other.counts
        finished = finished + other.finished
        failures = Self.merged(failures + other.failures)
        running = Self.sorted(running + other.running)
        workedSeconds = max(workedSeconds, other.workedSeconds)
        durationSeconds += other.durationSeconds
        videosPerSecond = Self.sum(videosPerSecond, other.videosPerSecond)
        mediaSecondsPerSecond = Self.sum(mediaSecondsPerSecond, other.mediaSecondsPerSecond)
        video = video + other.video
        audio = audio + other.audio
    }

    static func sorted(_ running: [Running]) -> [Running] {
        running.sorted { $0.seconds != $1.seconds ? $0.seconds > $1.seconds : PathOrder.precedes($0.path, $1.path) }
    }

    static func merged(_ failures: [Failures]) -> [Failures] {
        let counts = Dictionary(failures.map { ($0.code, $0.count) }, uniquingKeysWith: +)
        let sorted = counts.map { Failures(code: $0.key, count: $0.value) }
            .sorted { $0.count != $1.count ? $0.count > $1.count : PathOrder.precedes($0.code, $1.code) }
        return Array(sorted.prefix(mostFailures))
    }

    private static func leastFinished(_ one: Activity, _ other: Activity) -> Activity {
        let order: [Activity] = [.running, .silent, .ended]
        return order.first { $0 == one || $0 == other } ?? .none
    }

    private static func sum(_ one: Double?, _ other: Double?) -> Double? {
        one.map { $0 + (other ?? 0) } ?? other
    }
}
