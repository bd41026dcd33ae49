/// Which files of folders are wanted.
struct InputFilter: Sendable {
    private let include: [GlobPattern]
    private let exclude: [GlobPattern]

    /// - Throws: `invalidValue` naming the pattern that cannot be used.
    init(include: [String], exclude: [String]) throws(ConfigurationError) {
        self.include = try Self.patterns(include)
        self.exclude = try Self.patterns(exclude)
    }

    /// Whether the file at `relativePath` is wanted.
    func takesFile(_ relativePath: String) -> Bool {
        guard !include.isEmpty || !exclude.isEmpty else { return true }
        let path = GlobPattern.Subject(relativePath)
        return (include.isEmpty || include.contains { $0.matches(path) }) && !exclude.contains { $0.matches(path) }
    }

    /// Whether nothing in the folder at `relativePath` can be wanted, so that it need not be opened.
    func passesOverFolder(_ relativePath: String) -> Bool {
        guard !exclude.isEmpty else { return false }
        let path = GlobPattern.Subject(relativePath)
        return exclude.contains { $0.coversFolder(path) }
    }

    private static func patterns(_ texts: [String]) throws(ConfigurationError) -> [GlobPattern] {
        var patterns: [GlobPattern] = []
        for text in texts { patterns.append(try GlobPattern(text)) }
        return patterns
    }
}
