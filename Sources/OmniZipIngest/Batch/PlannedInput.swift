/// What a run would do about one input.
public struct PlannedInput: Sendable, Codable, Hashable {
    /// The three answers.
    public enum Action: String, Sendable, Codable {
        /// It would be worked on.
        case ingest
        /// It is done, and would not be read.
        case keep
        /// It failed for good, and would not be tried again.
        case leave
        /// It is no media.
        case skip
    }

    /// The input's name in the output.
    public let path: String
    /// What would be done.
    public let action: Action

    /// An answer.
    public init(path: String, action: Action) {
        self.path = path
        self.action = action
    }
}
