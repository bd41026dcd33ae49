import Foundation
import OmniZipFFmpeg
import OmniZipMedia
import Testing

@Suite struct MediaErrorTests {
    private func error(_ name: String, _ bytes: [UInt8]) throws -> MediaError? {
        let clip = try Clip(name, bytes: bytes)
        return #expect(throws: MediaError.self) { try MediaIndexer.index(path: clip.path) }
    }

    @Test("what is no media file is said to be none", arguments: ["a.mp4", "a.mkv", "a.txt", "a.wav", "a.ts"])
    func notMedia(_ name: String) throws {
        #expect(try error(name, [])?.code == .notMedia)
        let text = Array(String(repeating: "These are words, not pictures.\n", count: 200).utf8)
        let code = try error(name, text)?.code
        #expect(code == .notMedia || code == .noStreams)
    }

    @Test("an MP4 file without its index names the atom")
    func withoutMovieAtom() throws {
        let whole = try Clip("whole.mp4", Clip.picture(seconds: 1) + Clip.h264())
        let bytes = try whole.bytes()
        let found = try error("cut.mp4", [UInt8](bytes[0..<bytes.count / 2]))
        #expect(found?.code == .notMedia)
        #expect(found?.cause.contains("moov atom not found") == true)
        #expect(found?.path?.hasSuffix("cut.mp4") == true)
        #expect(found?.isTransient == false)
    }

    @Test("a playlist does not lead to other files")
    func playlist() throws {
        let target = try Clip("target.ts", Clip.picture(seconds: 0.4) + Clip.h264())
        let list = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n\(target.path)\n#EXT-X-ENDLIST\n"
        #expect(try error("list.m3u8", Array(list.utf8))?.code == .notAllowed)
        let concat = "ffconcat version 1.0\nfile '\(target.path)'\n"
        #expect(try error("list.ffconcat", Array(concat.utf8))?.code == .notAllowed)
    }

    @Test("a missing file and a folder")
    func paths() throws {
        let clip = try Clip("clip.mp4")
        let missing = #expect(throws: MediaError.self) { try MediaIndexer.index(path: clip.path) }
        #expect(missing?.code == .notFound)
        let folder = #expect(throws: MediaError.self) { try MediaIndexer.index(path: clip.folder.path) }
        #expect(folder?.code == .notAFile)
        #expect(missing?.description.hasPrefix("\(clip.path): open: ") == true)
    }

    @Test("system errors map to codes that say whether to try again")
    func mapping() {
        let denied = MediaError(FFmpegError.posix(EACCES, operation: "open", path: "a.mp4"), path: "b.mp4")
        #expect(denied.code == .permissionDenied)
        #expect(!denied.isTransient)
        #expect(denied.path == "a.mp4")
        #expect(denied.ffmpegCode == -EACCES)
        let broken = MediaError(FFmpegError.posix(EIO, operation: "read", path: nil), path: "b.mp4")
        #expect(broken.code == .inputOutput)
        #expect(broken.isTransient)
        #expect(broken.path == "b.mp4")
        #expect(MediaError(FFmpegError.posix(ENOMEM, operation: "read", path: nil), path: "").isTransient)
    }

    @Test("a codec that FFmpeg does not know is named with its tag")
    func unknownCodec() throws {
        let whole = try Clip("whole.mp4", Clip.picture(seconds: 0.4) + Clip.h264())
        var bytes = try whole.bytes()
        while let place = bytes.range(of: Data("avc1".utf8)) { bytes.replaceSubrange(place, with: Data("zzz9".utf8)) }
        let found = try error("unknown.mp4", [UInt8](bytes))
        #expect(found?.code == .unsupportedCodec)
        #expect(found?.cause.contains("zzz9") == true)
    }
}
