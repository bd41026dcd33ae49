import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Temporary files that killed processes left in an output folder.
public enum StaleFiles {
    /// Removes them from `folder` and everything below it; links are not followed. What a living process writes is locked and stays. Complexity: one
    /// listing of every folder; only temporary files are opened.
    ///
    /// - Returns: How many were removed.
    @discardableResult
    public static func remove(below folder: String) -> Int {
        guard let names = FileManager.default.enumerator(atPath: folder) else { return 0 }
        var count = 0
        for case let name as String in names {
            guard AtomicFile.isTemporaryName(URL(fileURLWithPath: name).lastPathComponent) else { continue }
            if removeUnlocked(folder + "/" + name) { count += 1 }
        }
        return count
    }

    private static func removeUnlocked(_ path: String) -> Bool {
        // Network file systems lock only what is open for writing.
        let descriptor = open(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { _ = close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
        return unlink(path) == 0
    }
}
