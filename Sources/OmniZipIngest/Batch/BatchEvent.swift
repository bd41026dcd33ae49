import OmniZipBundle

/// What happens in a run, as it happens.
public enum BatchEvent: Sendable {
    /// More inputs were found; their number so far.
    case scanning(found: Int)
    /// All inputs are known, and what is to be done about them.
    case scanned(RunCounts)
    /// An attempt at a video begins.
    case started(name: String, attempt: Int)
    /// An attempt failed; another follows after a while.
    case retrying(FailureLine, delaySeconds: Double)
    /// A video has come to its end in this run.
    case finished(IngestResult)
}
