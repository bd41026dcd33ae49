import Foundation

/// From any number of inputs to a few folders and files that hold them all: what a worker may read.
public struct SandboxRoots: Sendable {
    /// More roots than this are replaced by their parents.
    public static let limit = 128

    private var paths: Set<String> = []
    /// Folder of the last file: lists and scans name many files of a folder one after the other.
    private var lastFolder = ""

    /// Nothing yet.
    public init() {}

    /// Adds a folder that is searched, or a file: both as named and where links lead. For a file its folder counts, so
    /// that a list of many files of one folder needs one root.
    ///
    /// Complexity: O(depth), and O(roots) where there come to be too many.
    public mutating func add(_ path: String, isFolder: Bool) {
        if !isFolder {
            let folder = path.contains("/") ? Self.parent(of: path) : "."
            if folder == lastFolder, !Self.isLink(path) { return }
            lastFolder = folder
        }
        let named = URL(fileURLWithPath: path).standardizedFileURL
        let target = named.resolvingSymlinksInPath()
        for url in [named, target] {
            insert(isFolder ? url.path : url.deletingLastPathComponent().path)
        }
    }

    /// Absolute paths, sorted, none inside another, at most `limit`.
    public var roots: [String] { paths.sorted() }

    private mutating func insert(_ path: String) {
        guard !isCovered(path) else { return }
        paths = paths.filter { !Self.contains(path, $0) }
        paths.insert(path)
        while paths.count > Self.limit { widen() }
    }

    /// Replaces the deepest roots by their parents: those are the likeliest to share one.
    private mutating func widen() {
        let deepest = paths.lazy.map(Self.depth).max() ?? 0
        let wide = paths.filter { Self.depth($0) == deepest }
        paths.subtract(wide)
        for path in wide.sorted() {
            let parent = Self.parent(of: path)
            guard !isCovered(parent) else { continue }
            paths = paths.filter { !Self.contains(parent, $0) }
            paths.insert(parent)
        }
    }

    private func isCovered(_ path: String) -> Bool {
        var current = path
        while !paths.contains(current) {
            guard current != "/" else { return false }
            current = Self.parent(of: current)
        }
        return true
    }

    private static func isLink(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) != 0 || facts.st_mode & S_IFMT == S_IFLNK
    }

    private static func contains(_ folder: String, _ path: String) -> Bool {
        folder == "/" || path.utf8.starts(with: (folder + "/").utf8)
    }

    private static func depth(_ path: String) -> Int {
        path == "/" ? 0 : path.utf8.count { $0 == UInt8(ascii: "/") }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}
