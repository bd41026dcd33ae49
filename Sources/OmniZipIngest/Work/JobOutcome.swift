import OmniZipBundle

/// How one attempt at a video ended.
public enum JobOutcome: Sendable, Codable, Equatable {
    /// Bundle and document are published.
    case done(CompletedVideo)
    /// Nothing was published.
    case failed(JobFailure)
    /// No media at all, in a folder.
    case skipped(reason: String)
    /// Stopped on request; nothing was published.
    case interrupted
}

/// Why an attempt failed, and what may be done about it.
public struct JobFailure: Sendable, Codable, Equatable {
    /// Whose fault it was: decides whether and when another attempt is made.
    public enum Fault: String, Sendable, Codable {
        /// The video, or a fault while reading it.
        case input
        /// The output folder: it will meet the next video, too.
        case output
        /// The worker process died.
        case worker
        /// The video took longer than its time limit.
        case timeLimit = "time_limit"
    }

    /// Its line of failures.jsonl, for one attempt.
    public var line: FailureLine
    /// Whose fault it was.
    public var fault: Fault

    /// A failure.
    public init(line: FailureLine, fault: Fault) {
        self.line = line
        self.fault = fault
    }
}
