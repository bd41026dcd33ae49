import Foundation
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
        bytes = try Self.byteCount(path: path)
        sha256 = try FileDigest.sha256(path: path)
    }

    /// Size of the file at `path`, links followed.
    static func byteCount(path: String) throws -> Int {
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try FileManager.default.attributesOfItem(atPath: resolved)
        return (attributes[.size] as? NSNumber)?.intValue ?? 0
    }
}
