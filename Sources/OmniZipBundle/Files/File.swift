#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open file: owns the descriptor, repeats interrupted calls, turns failures into errors with the path.
final class File: Sendable {
    /// For error messages.
    let path: String
    private let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    /// Opens a regular file for reading; anything else is an error, and nothing is waited for.
    static func reading(_ path: String) throws(BundleError) -> File {
        // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
        let file = try opening(path, as: path, flags: O_RDONLY | O_NONBLOCK | O_CLOEXEC, operation: "open")
        _ = try file.size()
        try file.clearNonBlocking()
        return file
    }

    /// Creates a file that must not exist yet, for writing and reading.
    static func creating(_ path: String, shownAs shown: String) throws(BundleError) -> File {
        try opening(path, as: shown, flags: O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, operation: "create")
    }

    /// Creates a file without a name in `folder`; nil where the system or the file system knows no such files.
    static func nameless(in folder: String, shownAs shown: String) throws(BundleError) -> File? {
        #if os(Linux)
            // O_TMPFILE is a computed macro; without /proc such a file could never get a name.
            let withoutName = 0o20_000_000 | O_DIRECTORY
            guard access("/proc/self/fd", X_OK) == 0 else { return nil }
            do throws(BundleError) {
                return try opening(folder, as: shown, flags: O_RDWR | withoutName | O_CLOEXEC, operation: "create")
            } catch {
                // What such files are not known by says EISDIR (the kernel), EOPNOTSUPP or EINVAL (the file system).
                guard [EISDIR, EOPNOTSUPP, EINVAL].contains(error.systemError) else { throw error }
                return nil
            }
        #else
            return nil
        #endif
    }

    /// Gives a file that was created without a name the name `path`; false with `errno` if that cannot be.
    func link(to path: String) -> Bool {
        linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
    }

    /// Marks the file as in use for as long as it is open; a file system without locks is no error.
    func lock() {
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
    }

    private static func opening(
        _ path: String, as shown: String, flags: Int32, operation: String
    ) throws(BundleError) -> File {
        var descriptor: Int32
        repeat {
            descriptor = open(path, flags, 0o666)
        } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else { throw .system(operation, path: shown) }
        return File(path: shown, descriptor: descriptor)
    }

    private func clearNonBlocking() throws(BundleError) {
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) == 0 else {
            throw .system("open", path: path)
        }
    }

    /// Size in bytes; an error for anything but a regular file.
    func size() throws(BundleError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("read size", path: path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw BundleError(code: .malformed, operation: "open", path: path, cause: "not a regular file")
        }
        return Int(status.st_size)
    }

    /// Fills `buffer` from byte `offset` on; a file that ends before is an error.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(BundleError) {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system("read", path: path) }
            guard count > 0 else {
                throw BundleError(
                    code: .malformed, operation: "read", path: path, cause: "the file ended at byte \(offset + done)",
                    remedy: "it was cut or is still being written")
            }
            done += count
        }
    }

    /// Fills the first `count` elements of `bytes` from byte `offset` on.
    func read(contentsOf bytes: inout [UInt8], count: Int, at offset: Int) throws(BundleError) {
        var failure: BundleError?
        bytes.withUnsafeMutableBytes { raw in
            do throws(BundleError) {
                try read(into: UnsafeMutableRawBufferPointer(rebasing: raw[..<count]), at: offset)
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// `count` bytes from byte `offset` on.
    func bytes(at offset: Int, count: Int) throws(BundleError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try read(contentsOf: &bytes, count: count, at: offset)
        return bytes
    }

    /// Writes all of `bytes` from byte `offset` on.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BundleError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system("write", path: path, number: count == 0 ? EIO : errno) }
            done += count
        }
    }

    /// Writes all elements of `bytes`, or the first `count` of them, from byte `offset` on.
    func write(contentsOf bytes: [UInt8], count: Int? = nil, at offset: Int) throws(BundleError) {
        var failure: BundleError?
        bytes.withUnsafeBytes { raw in
            do throws(BundleError) {
                try write(UnsafeRawBufferPointer(rebasing: raw[..<(count ?? raw.count)]), at: offset)
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Forces the content to the disk.
    func synchronize() throws(BundleError) {
        var result: Int32
        repeat {
            result = fsync(descriptor)
        } while result != 0 && errno == EINTR
        guard result == 0 else { throw .system("flush to disk", path: path) }
    }
}
