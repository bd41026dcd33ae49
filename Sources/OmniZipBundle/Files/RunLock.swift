#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The right to write to an output folder, held by one run at a time. One owner; released when it goes away.
public final class RunLock: Sendable {
    /// Whether an earlier holder ended without releasing it: temporary files may lie about.
    public let wasAbandoned: Bool
    private let path: String
    private let descriptor: Int32

    /// Takes the lock file `name` of `folder`.
    ///
    /// #### Errors
    /// `system` with EWOULDBLOCK (transient) if another run holds it, or with what kept the file from being made. A file
    /// system without locks grants it.
    public init(
        folder: String, name: String = ".omnizip-run.lock", purpose: String = "lock output folder"
    ) throws(BundleError) {
        path = folder + "/" + name
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw .system(purpose, path: folder) }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
                _ = close(descriptor)
                throw BundleError(
                    code: .system, operation: purpose, path: folder,
                    cause: "another run is writing to it", remedy: "wait for its end or choose another one",
                    systemError: EWOULDBLOCK)
            }
            // The holder before may have removed the file between our two calls: then this lock is of no use.
            guard Self.isSame(descriptor, path) else {
                _ = close(descriptor)
                continue
            }
            self.descriptor = descriptor
            var mark: UInt8 = 0
            wasAbandoned = pread(descriptor, &mark, 1, 0) == 1
            mark = UInt8(ascii: "1")
            _ = pwrite(descriptor, &mark, 1, 0)
            return
        }
    }

    deinit {
        _ = unlink(path)
        _ = close(descriptor)
    }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var open = stat()
        var named = stat()
        return fstat(descriptor, &open) == 0 && stat(path, &named) == 0 && open.st_ino == named.st_ino
            && open.st_dev == named.st_dev
    }
}
