import OmniZipBundle

/// What became of the inputs of a run.
public struct BatchOutcome: Sendable {
    static let mostFailures = 100

    /// The inputs of this run by state.
    public let counts: RunCounts
    /// Totals of the whole dataset, as summary.json has them.
    public let summary: RunSummary
    /// The first failures among the inputs of this run, at most 100, by name.
    public let failures: [FailureLine]
}
