/// Why the catalog of a run cannot be opened, read or written.
public struct CatalogError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Kinds of errors.
    public enum Code: String, Sendable, CaseIterable {
        /// A database of another program.
        case foreign
        /// A catalog of another version of this program.
        case unknownSchema
        /// No database, or a damaged one.
        case damaged
        /// There is no such file.
        case notFound
        /// The file may not be opened or written.
        case notPermitted
        /// The disk is full.
        case diskFull
        /// The system failed to read or write.
        case inputOutput
        /// Another process holds the file for too long.
        case busy
        /// The process has too many open files, or too little memory.
        case exhausted
        /// An input that the catalog was not told of.
        case unknownInput
        /// Any other refusal of SQLite.
        case database
    }

    /// What kind of error it is.
    public let code: Code
    /// What was being done, e.g. "open catalog".
    public let operation: String
    /// The catalog's file; nil for a temporary one.
    public let path: String?
    /// What went wrong, in SQLite's or the system's words.
    public let cause: String
    /// What the user can do.
    public let remedy: String?

    /// An error.
    public init(code: Code, operation: String, path: String?, cause: String, remedy: String? = nil) {
        self.code = code
        self.operation = operation
        self.path = path
        self.cause = cause
        self.remedy = remedy ?? Self.usualRemedy(code)
    }

    /// Whether the same call may succeed later without a change by the user's hand.
    public var isTransient: Bool {
        switch code {
        case .diskFull, .inputOutput, .busy, .exhausted: true
        case .foreign, .unknownSchema, .damaged, .notFound, .notPermitted, .unknownInput, .database: false
        }
    }

    /// One line: path, operation, cause and remedy.
    public var description: String {
        let place = path.map { "\($0): " } ?? ""
        let advice = remedy.map { " (\($0))" } ?? ""
        return "\(place)\(operation): \(cause)\(advice)"
    }

    private static func usualRemedy(_ code: Code) -> String? {
        switch code {
        case .foreign: "choose another place with --catalog"
        case .unknownSchema, .damaged: "delete it: it is a cache and is made again from the output folder"
        case .notFound, .notPermitted: "check the folder and its permissions, or choose another place with --catalog"
        case .diskFull: "free space on the disk and run again"
        case .inputOutput, .exhausted: "run again"
        case .busy: "wait for the other process that uses it, and run again"
        case .unknownInput, .database: nil
        }
    }
}
