#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that appears under its final name only when it is complete.
///
/// Where the file system can, it has no name at all until then, so that a killed process leaves nothing behind. Elsewhere
/// it is written under a temporary name of the same folder, and locked, so that `StaleFiles` can tell it from one that a
/// killed process left. `publish` forces it to the disk, gives it its name and forces the folder. Without `publish` it
/// is gone when the object goes away; a file of the final name is left as it was.
final class TemporaryFile {
    /// Temporary names start and end with these; tools that list a dataset can leave them out.
    static let prefix = ".omnizip-"
    static let suffix = ".tmp"

    let finalPath: String
    let file: File
    /// Where the file is to be found until it is published; nil as long as it has no name.
    private var temporaryPath: String?

    /// Creates the temporary file in the folder of `finalPath`.
    ///
    /// - Parameter allowsNameless: False writes under a temporary name also where that is not needed; for tests.
    init(finalPath: String, allowsNameless: Bool = true) throws(BundleError) {
        self.finalPath = finalPath
        if allowsNameless, let file = try File.nameless(in: Self.folder(of: finalPath), shownAs: finalPath) {
            self.file = file
        } else {
            let path = Self.temporaryPath(beside: finalPath)
            file = try File.creating(path, shownAs: finalPath)
            temporaryPath = path
            file.lock()
        }
    }

    deinit {
        if let temporaryPath { _ = unlink(temporaryPath) }
    }

    /// Makes the file visible under its final name, replacing what was there.
    func publish() throws(BundleError) {
        try file.synchronize()
        if try nameDirectly() { return try Self.synchronizeFolder(of: finalPath) }
        let path = if let temporaryPath { temporaryPath } else { try nameTemporarily() }
        guard rename(path, finalPath) == 0 else { throw .system("rename", path: finalPath) }
        temporaryPath = nil
        try Self.synchronizeFolder(of: finalPath)
    }

    /// Gives a nameless file its final name; false if there is a file of that name, which no link can replace.
    private func nameDirectly() throws(BundleError) -> Bool {
        guard temporaryPath == nil else { return false }
        if file.link(to: finalPath) { return true }
        guard errno == EEXIST else { throw .system("rename", path: finalPath) }
        return false
    }

    private func nameTemporarily() throws(BundleError) -> String {
        let path = Self.temporaryPath(beside: finalPath)
        file.lock()
        guard file.link(to: path) else { throw .system("rename", path: finalPath) }
        temporaryPath = path
        return path
    }

    /// A file without a name in the folder of `path`; its space is freed when it is closed.
    static func anonymous(beside path: String) throws(BundleError) -> File {
        if let file = try File.nameless(in: folder(of: path), shownAs: path) { return file }
        let temporary = temporaryPath(beside: path)
        let file = try File.creating(temporary, shownAs: path)
        guard unlink(temporary) == 0 else { throw .system("remove temporary name", path: path) }
        return file
    }

    /// A random name, whose length does not depend on the final name's.
    private static func temporaryPath(beside path: String) -> String {
        let token = UInt64.random(in: .min ... .max)
        return "\(folder(of: path))/\(prefix)\(String(token, radix: 16))\(suffix)"
    }

    /// The folder part of a path, "." where there is none.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }

    private static func synchronizeFolder(of path: String) throws(BundleError) {
        let folder = folder(of: path)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open folder", path: folder) }
        defer { _ = close(descriptor) }
        // Some network file systems cannot flush folders and say so with EINVAL: the rename stands all the same.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system("flush folder", path: folder) }
    }
}
