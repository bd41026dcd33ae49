import Foundation
import OmniZipFFmpeg
import Testing

@Suite struct FileDigestTests {
    /// FIPS 180-4's examples.
    static let vectors: [(String, String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test("known vectors, by bytes", arguments: vectors)
    func bytes(_ text: String, _ digest: String) throws {
        #expect(try FileDigest.sha256(bytes: text.utf8) == digest)
    }

    @Test("a million letters, by bytes and by file")
    func file() throws {
        let text = Data(repeating: UInt8(ascii: "a"), count: 1_000_000)
        let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(try FileDigest.sha256(bytes: text) == million)
        // More than one piece of 1 MiB.
        let long = text + text
        let path = FileManager.default.temporaryDirectory.appending(path: "digest-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        try long.write(to: path)
        #expect(try FileDigest.sha256(path: path.path) == FileDigest.sha256(bytes: long))
        try text.write(to: path)
        #expect(try FileDigest.sha256(path: path.path) == million)
    }

    @Test("a file that cannot be read is an error with its path")
    func missing() {
        let error = #expect(throws: FFmpegError.self) { try FileDigest.sha256(path: "/nowhere/clip.mp4") }
        #expect(error?.code == .notFound)
        #expect(error?.description.hasPrefix("/nowhere/clip.mp4: open: No such file or directory") == true)
        #expect(throws: FFmpegError.self) { try FileDigest.sha256(path: "/") }
    }
}
