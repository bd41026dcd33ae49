/// Takes the text of a glob apart.
struct GlobParser {
    private let pattern: String
    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// The parts of a pattern between its slashes.
    ///
    /// - Throws: `invalidValue` naming the pattern and what is wrong with it.
    static func parts(of pattern: String) throws(ConfigurationError) -> [GlobPattern.Part] {
        guard !pattern.isEmpty else { throw failure(pattern, "a pattern is not empty; write * for every file") }
        let isWholePath = pattern.unicodeScalars.contains("/")
        var parts: [GlobPattern.Part] = []
        for part in pattern.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false) {
            try check(part, of: pattern)
            if isWholePath && part.elementsEqual("**".unicodeScalars) {
                if parts.last != .anyFolders { parts.append(.anyFolders) }
            } else {
                var parser = GlobParser(pattern: pattern, scalars: Array(part))
                parts.append(.name(try parser.tokens()))
            }
        }
        // "talks/**" means what is in the folder, not a file called talks.
        if parts.last == .anyFolders { parts.append(.name([.anyText])) }
        return parts
    }

    private static func check(_ part: Substring.UnicodeScalarView, of pattern: String) throws(ConfigurationError) {
        guard !part.isEmpty else {
            throw failure(
                pattern,
                "a pattern is relative to the folder that is searched and has no empty parts; "
                    + "write talks/** for all in a folder")
        }
        guard !part.elementsEqual(".".unicodeScalars), !part.elementsEqual("..".unicodeScalars) else {
            throw failure(pattern, "a pattern is relative to the folder that is searched; leave out . and ..")
        }
    }

    private mutating func tokens() throws(ConfigurationError) -> [GlobPattern.Token] {
        var tokens: [GlobPattern.Token] = []
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            switch scalar {
            case "*": if tokens.last != .anyText { tokens.append(.anyText) }
            case "?": tokens.append(.anyScalar)
            case "[": tokens.append(try set())
            default: tokens.append(.scalar(scalar))
            }
        }
        return tokens
    }

    /// The set whose bracket was just taken.
    private mutating func set() throws(ConfigurationError) -> GlobPattern.Token {
        let isNegated = position < scalars.count && scalars[position] == "!"
        if isNegated { position += 1 }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while position < scalars.count {
            let first = scalars[position]
            position += 1
            if first == "]" && !ranges.isEmpty { return .set(ranges, isNegated: isNegated) }
            var last = first
            if position + 1 < scalars.count, scalars[position] == "-", scalars[position + 1] != "]" {
                last = scalars[position + 1]
                position += 2
            }
            guard first <= last else {
                throw Self.failure(pattern, "the range \(first)-\(last) is empty; write \(last)-\(first)")
            }
            ranges.append(first...last)
        }
        throw Self.failure(pattern, "a [ has no ]; write [[] for the bracket itself")
    }

    private static func failure(_ pattern: String, _ message: String) -> ConfigurationError {
        ConfigurationError(code: .invalidValue, subject: "pattern '\(pattern)'", message: message)
    }
}
