#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Paths of sources in one spelling, so that a run from another working folder finds its inputs again.
struct SourcePath {
    /// Files come folder by folder: the last one is looked up once.
    private var folder = ""
    private var resolvedFolder = ""

    /// `path` with its folder absolute and free of links; the file's own name stays as it is.
    mutating func absolute(_ path: String) -> String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let name = slash.map { path[path.utf8.index(after: $0)...] } ?? path[...]
        let given = slash.map { $0 == path.utf8.startIndex ? "/" : String(path[..<$0]) } ?? "."
        if !given.utf8.elementsEqual(folder.utf8) || resolvedFolder.isEmpty {
            guard let resolved = Self.resolved(given) else { return path }
            folder = given
            resolvedFolder = resolved
        }
        return resolvedFolder == "/" ? "/" + name : resolvedFolder + "/" + name
    }

    /// Whether both paths lead to one file.
    static func areSame(_ one: String, _ other: String) -> Bool {
        if one.utf8.elementsEqual(other.utf8) { return true }
        guard let left = resolved(one), let right = resolved(other) else { return false }
        return left.utf8.elementsEqual(right.utf8)
    }

    private static func resolved(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(validatingCString: text)
    }
}
