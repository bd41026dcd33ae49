#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Small files written whole: readers see the old content or the new, never a part.
public enum AtomicFile {
    /// Writes `bytes` to `path`: temporary name in the same folder, flush, rename, flush of the folder.
    ///
    /// #### Errors
    /// `system` if the folder is missing, not writable or the disk is full; a file that was there is then untouched
    /// and no temporary file stays.
    public static func write(_ bytes: [UInt8], to path: String) throws(BundleError) {
        let temporary = try TemporaryFile(finalPath: path)
        try temporary.file.write(contentsOf: bytes, at: 0)
        try temporary.publish()
    }

    /// Writes the UTF-8 of `text` to `path`.
    public static func write(_ text: String, to path: String) throws(BundleError) {
        try write(Array(text.utf8), to: path)
    }

    /// Creates a folder and those above it; one that exists is fine.
    public static func createFolder(_ path: String) throws(BundleError) {
        guard !path.isEmpty, path != ".", path != "/" else { return }
        if mkdir(path, 0o777) == 0 { return }
        switch errno {
        case ENOENT:
            try createFolder(TemporaryFile.folder(of: path))
            guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .system("create folder", path: path) }
        case EEXIST:
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw .system("create folder", path: path, number: ENOTDIR)
            }
        default:
            throw .system("create folder", path: path)
        }
    }

    /// Whether `name` is a temporary file of this module: left by a killed process if it is old.
    public static func isTemporaryName(_ name: String) -> Bool {
        name.hasPrefix(TemporaryFile.prefix) && name.hasSuffix(TemporaryFile.suffix)
    }
}
