import OmniZipBundle

/// What became of one input in this run.
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

    /// The input's name in the output.
    public let name: String
    /// What became of it.
    public let outcome: Outcome

    /// A result; nil for an input that has not come to its end.
    init?(name: String, outcome: JobOutcome, attempts: Int) {
        self.name = name
        switch outcome {
        case .done(let video): self.outcome = .done(video)
        case .failed(let failure):
            var line = failure.line
            line.attempts = attempts
            self.outcome = .failed(line)
        case .skipped(let reason): self.outcome = .skipped(reason: reason)
        case .interrupted: return nil
        }
    }
}
