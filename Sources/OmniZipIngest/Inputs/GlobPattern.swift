/// A pattern of file names.
///
/// `*` stands for any text without a slash, `?` for one Unicode scalar, `[a-z]` for one scalar of a set, `[!a-z]` for
/// one outside it, and a part that is `**` for any folders, none included. A pattern without a slash is compared with
/// the last part of a path, one with a slash with the whole relative path. Matching tells upper from lower case and
/// compares scalars: file systems tell apart what Unicode takes for equal, and a letter outside ASCII is one `?`. As in
/// Python's fnmatch, a backslash is a letter like any other; `[*]` stands for a star, and a `]` that comes first in a
/// set is a member of it.
///
/// Complexity of a match: O(pattern x path); no pattern takes exponential time.
struct GlobPattern: Sendable, Hashable {
    /// A path to match, taken apart once for all patterns.
    struct Subject {
        fileprivate let parts: [[Unicode.Scalar]]

        init(_ relativePath: String) {
            parts = relativePath.unicodeScalars.split(separator: "/").map(Array.init)
        }
    }

    /// What stands for one scalar, or for any number of them.
    enum Token: Sendable, Hashable {
        case scalar(Unicode.Scalar)
        case anyScalar
        case anyText
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// What stands for one part of a path, or for any number of them.
    enum Part: Sendable, Hashable {
        case name([Token])
        case anyFolders
    }

    /// As the user wrote it.
    let text: String
    private let parts: [Part]
    private let isWholePath: Bool

    /// - Throws: `invalidValue` naming the pattern and what is wrong with it.
    init(_ text: String) throws(ConfigurationError) {
        self.text = text
        isWholePath = text.unicodeScalars.contains("/")
        parts = try GlobParser.parts(of: text)
    }

    /// Whether a file at `path` matches.
    func matches(_ path: Subject) -> Bool {
        guard isWholePath else { return path.parts.last.map { Self.matches(parts[...], [$0]) } ?? false }
        return Self.matches(parts[...], path.parts)
    }

    /// Whether the folder at `path` matches, or all that can lie in it.
    func coversFolder(_ path: Subject) -> Bool {
        if matches(path) { return true }
        guard isWholePath, parts.suffix(2) == [.anyFolders, .name([.anyText])] else { return false }
        return Self.matches(parts.dropLast(2), path.parts)
    }

    private static func matches(_ parts: ArraySlice<Part>, _ names: [[Unicode.Scalar]]) -> Bool {
        isMatch(
            names[...], parts, isAny: { $0 == .anyFolders },
            fits: { name, part in
                guard case .name(let tokens) = part else { return false }
                return isMatch(name[...], tokens[...], isAny: { $0 == .anyText }, fits: fits)
            })
    }

    private static func fits(_ scalar: Unicode.Scalar, _ token: Token) -> Bool {
        switch token {
        case .scalar(let wanted): scalar == wanted
        case .anyScalar: true
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        case .anyText: false
        }
    }

    /// Matches elements with a pattern in which some members stand for any number of elements. Only the last of these
    /// that was met needs another try: what lies before it already matches as short as possible.
    private static func isMatch<Element, Member>(
        _ elements: ArraySlice<Element>, _ pattern: ArraySlice<Member>, isAny: (Member) -> Bool,
        fits: (Element, Member) -> Bool
    ) -> Bool {
        var element = elements.startIndex
        var member = pattern.startIndex
        var retry: (element: Int, member: Int)?
        while element < elements.endIndex {
            if member < pattern.endIndex, isAny(pattern[member]) {
                retry = (element, member)
                member += 1
            } else if member < pattern.endIndex, fits(elements[element], pattern[member]) {
                element += 1
                member += 1
            } else if let last = retry {
                retry = (last.element + 1, last.member)
                element = last.element + 1
                member = last.member + 1
            } else {
                return false
            }
        }
        return pattern[member...].allSatisfy(isAny)
    }
}
