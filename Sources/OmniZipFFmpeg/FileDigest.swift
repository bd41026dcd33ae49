import CFFmpeg

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// SHA-256 with libavutil, as 64 lower-case hexadecimal digits.
public enum FileDigest {
    /// The digest of a file, read once in pieces of 1 MiB.
    ///
    /// #### Errors
    /// The file cannot be opened or read, or memory runs out.
    public static func sha256(path: String) throws(FFmpegError) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .posix(errno, operation: "open", path: path) }
        defer { close(file) }
        let state = try SHA256()
        let capacity = 1 << 20
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(file, buffer.baseAddress, capacity)
            if count < 0 {
                if errno == EINTR { continue }
                throw .posix(errno, operation: "read", path: path)
            }
            if count == 0 { return state.finish() }
            state.update(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
        }
    }

    /// The digest of `bytes`.
    ///
    /// #### Errors
    /// Memory runs out.
    public static func sha256(bytes: some Sequence<UInt8>) throws(FFmpegError) -> String {
        let state = try SHA256()
        ContiguousArray(bytes).withUnsafeBytes { state.update($0) }
        return state.finish()
    }
}

/// Owner of libavutil's hash state.
private final class SHA256 {
    private let state: OpaquePointer

    init() throws(FFmpegError) {
        guard let state = av_sha_alloc() else { throw .outOfMemory("allocate SHA-256") }
        guard av_sha_init(state, 256) >= 0 else {
            av_free(UnsafeMutableRawPointer(state))
            throw .outOfMemory("start SHA-256")
        }
        self.state = state
    }

    deinit { av_free(UnsafeMutableRawPointer(state)) }

    func update(_ bytes: UnsafeRawBufferPointer) {
        av_sha_update(state, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    }

    func finish() -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
            av_sha_final(state, digest.baseAddress)
            let digits = Array("0123456789abcdef".utf8)
            return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        }
    }
}
