#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Size and time of change of a file, as one call of the system tells them: the scan asks for hundreds of thousands.
public struct FileStatus: Sendable, Hashable {
    /// Size.
    public internal(set) var bytes: Int
    /// Time of the last change of the content, in nanoseconds since 1970.
    var modifiedNanoseconds: Int

    init(bytes: Int, modifiedNanoseconds: Int) {
        self.bytes = bytes
        self.modifiedNanoseconds = modifiedNanoseconds
    }

    /// The status of the file at `path`, links followed; nil if there is none that can be looked at.
    public init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        bytes = Int(status.st_size)
        modifiedNanoseconds =
            Int(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000).partialValue
            &+ Int(time.tv_nsec)
    }
}
