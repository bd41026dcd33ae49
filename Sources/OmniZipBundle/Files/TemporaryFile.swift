#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that appears under its final name only when it is complete.
///
/// It is written under a temporary name of the same folder. `publish` forces it to the disk, renames it and forces the
/// folder. Without `publish` it is removed when the object goes away; a file of the final name is left as it was.
final class TemporaryFile {
    /// Temporary names start and end with these; tools that list a dataset can leave them out.
    static let prefix = ".omnizip-"
    static let suffix = ".tmp"

    let finalPath: String
    let file: File
    private let temporaryPath: String
    private var isPublished = false

    /// Creates the temporary file beside `finalPath`.
    init(finalPath: String) throws(BundleError) {
        self.finalPath = finalPath
        temporaryPath = Self.temporaryPath(beside: finalPath)
        file = try File.creating(temporaryPath, shownAs: finalPath)
    }

    deinit {
        if !isPublished { _ = unlink(temporaryPath) }
    }

    /// Makes the file visible under its final name, replacing what was there.
    func publish() throws(BundleError) {
        try file.synchronize()
        guard rename(temporaryPath, finalPath) == 0 else { throw .system("rename", path: finalPath) }
        isPublished = true
        try Self.synchronizeFolder(of: finalPath)
    }

    /// A file without a name in the folder of `path`; its space is freed when it is closed.
    static func anonymous(beside path: String) throws(BundleError) -> File {
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
