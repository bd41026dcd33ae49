import Foundation
import OmniZipMedia

/// Walks a folder depth first and hands out its files one by one, in byte order of their relative paths.
///
/// Memory is that of the listings of the open chain of folders, never of all files. Folders are opened by their path
/// and closed once they are listed, so depth costs no descriptors; a path that is too long for the system could not be
/// opened by a decoder either, and becomes an input that fails. A folder that is met twice in one chain, which only a
/// link can cause, is passed over. Below a link, further links are followed only to folders that no other has led to:
/// folders that all link to one another would otherwise be walked along every chain there is.
struct FolderWalker {
    /// What all folders of a run have in common.
    struct Rules {
        var filter: InputFilter
        var includesHidden: Bool
        /// The output folder.
        var excluded: FileIdentity?
    }

    private struct Level {
        /// Ends with a slash.
        let path: String
        /// Relative to the root; empty, or ends with a slash.
        let relativePath: String
        let identity: FileIdentity
        /// Whether a link led here, or to a folder above.
        let isLinked: Bool
        var listing: FolderListing
    }

    private let rules: Rules
    private var levels: [Level] = []
    private var pending: IngestInput?
    /// Folders that links have led to.
    private var linked: Set<FileIdentity> = []
    /// Called with a sentence about each link that was passed over.
    private let noteLink: (String) -> Void

    /// Starts at the folder `root`.
    init(root: String, rules: Rules, noteLink: @escaping (String) -> Void) {
        self.rules = rules
        self.noteLink = noteLink
        let name = root.split(separator: "/").last.map(String.init) ?? root
        enter(path: root, name: name, relativePath: "", wasNamed: true)
    }

    /// The next file, or folder that cannot be listed; nil after the last one.
    mutating func next() -> IngestInput? {
        while true {
            if let input = pending {
                pending = nil
                return input
            }
            guard let level = levels.last else { return nil }
            guard let (name, isFolder) = levels[levels.count - 1].listing.next() else {
                levels.removeLast()
                continue
            }
            let relativePath = level.relativePath + name.text
            if isFolder && rules.filter.passesOverFolder(relativePath) { continue }
            if !isFolder && !rules.filter.takesFile(relativePath) { continue }
            let path = level.path + name.text
            guard name.isExact else { return Self.unnamable(path, relativePath, isFolder) }
            guard isFolder else { return IngestInput(path: path, name: relativePath, wasNamed: false) }
            enter(path: path, name: relativePath, relativePath: relativePath + "/", wasNamed: false)
        }
    }

    private mutating func enter(path: String, name: String, relativePath: String, wasNamed: Bool) {
        func fail(_ fault: SystemFault) {
            pending = IngestInput(path: path, name: name, wasNamed: wasNamed, problem: fault.listingError(path))
        }
        let folder: OpenFolder
        do throws(SystemFault) {
            folder = try OpenFolder(path: path)
        } catch {
            fail(error)
            return
        }
        if folder.identity == rules.excluded { return }
        guard !levels.contains(where: { $0.identity == folder.identity }) else {
            noteLink("link loop: \(path)")
            return
        }
        let isBelowLink = levels.last?.isLinked ?? false
        let isLink = !wasNamed && Self.isLink(path)
        if isLink, !linked.insert(folder.identity).inserted, isBelowLink {
            noteLink("second link to one folder: \(path)")
            return
        }
        let listing = folder.listing(includesHidden: rules.includesHidden)
        if let fault = listing.fault { fail(fault) }
        levels.append(
            Level(
                path: path.utf8.last == UInt8(ascii: "/") ? path : path + "/", relativePath: relativePath,
                identity: folder.identity, isLinked: isBelowLink || isLink, listing: listing))
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private static func unnamable(_ path: String, _ name: String, _ isFolder: Bool) -> IngestInput {
        let problem = MediaError(
            code: .unusableName, operation: isFolder ? "list folder" : "open", path: path,
            cause: "The name is not UTF-8", remedy: "rename the \(isFolder ? "folder" : "file")")
        return IngestInput(path: path, name: name, wasNamed: false, problem: problem)
    }
}
