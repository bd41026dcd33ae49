import OmniZipBundle

/// What became of one input.
public struct IngestResult: Sendable {
    /// The three ways in which an input ends.
    public enum Outcome: Sendable {
        /// Bundle and document were published.
        case done(CompletedVideo)
        /// The video could not be ingested.
        case failed(FailureLine)
        /// A file of an input folder that is no media at all.
        case skipped(reason: String)
    }

    /// The input.
    public let input: IngestInput
    /// What became of it.
    public let outcome: Outcome
}
