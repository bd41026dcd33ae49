import OmniZipBundle

/// What a run would do about one input, and how a list names that input: a manifest of what is to be done.
public struct PlannedInput: Sendable, Codable, Equatable {
    /// The four answers.
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
    /// Where the file is: an absolute path.
    public let source: String
    /// Size of the file; nil: it cannot be looked at.
    public let bytes: Int?
    /// When the file was changed last, in nanoseconds since 1970; nil: it cannot be looked at.
    public let modifiedNanoseconds: Int?
    /// Where the part that is wanted begins, in seconds; nil: at the start.
    public let start: Double?
    /// Where it ends, in seconds; nil: at the end.
    public let end: Double?
    /// Whether the user named the file; one that was found in a folder is passed over if it is no media.
    public let named: Bool
    /// What a list said of this input besides.
    public let meta: JSONValue?

    enum CodingKeys: String, CodingKey {
        case path
        case action
        case source
        case bytes
        case modifiedNanoseconds = "modified_nanoseconds"
        case start
        case end
        case named
        case meta
    }

    /// What would be done about an input that a scan found.
    init(_ entry: CatalogEntry, modifiedNanoseconds: Int?) {
        path = entry.input.name
        action = Action(entry.state)
        source = entry.input.path
        bytes = entry.sourceBytes
        self.modifiedNanoseconds = modifiedNanoseconds
        start = entry.input.part?.startSeconds
        end = entry.input.part?.endSeconds
        named = entry.input.wasNamed
        meta = entry.input.meta
    }
}

extension PlannedInput.Action {
    fileprivate init(_ state: InputState) {
        self =
            switch state {
            case .done: .keep
            case .failed: .leave
            case .skipped: .skip
            case .pending, .running: .ingest
            }
    }
}
