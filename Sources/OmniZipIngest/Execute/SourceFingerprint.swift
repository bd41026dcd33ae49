import OmniZipFFmpeg

/// What identifies the bytes of a source.
public struct SourceFingerprint: Sendable, Hashable {
    /// Size of the file.
    public let bytes: Int
    /// SHA-256 of the file, 64 hex digits.
    public let sha256: String

    /// Reads the whole file once. Complexity: O(bytes), constant memory.
    ///
    /// - Throws: `FFmpegError` if the file cannot be read.
    public init(path: String) throws {
        // The digest first: it says why a file cannot be read.
        sha256 = try FileDigest.sha256(path: path)
        bytes = FileStatus(path: path)?.bytes ?? 0
    }
}
