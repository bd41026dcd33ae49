import OmniZipBundle
import OmniZipFFmpeg

/// The key of a video in shards: from its name, never from its place in a list, so that adding a video moves no other.
struct VideoKey: Hashable, Sendable {
    /// The first 32 hexadecimal digits of the SHA-256 of the name's UTF-8: no dot, as webdataset wants it.
    let text: String
    /// The first 8 bytes of that digest, big-endian.
    let prefix: UInt64

    /// The key of the video `name`.
    ///
    /// - Throws: `FFmpegError` if memory runs out.
    init(_ name: String) throws(FFmpegError) {
        text = String(try FileDigest.sha256(bytes: name.utf8).prefix(32))
        prefix = UInt64(text.prefix(16), radix: 16) ?? 0
    }

    /// The shard of the video among `count`.
    func shard(of count: Int) -> Int { Int(prefix % UInt64(count)) }

    /// The bundle's name in an archive.
    var bundleMember: String { OutputNaming.bundlePath(of: text) }

    /// The document's name in an archive.
    var documentMember: String { OutputNaming.documentPath(of: text) }
}
