import Foundation
import OmniZipMedia
import Testing

/// Headers that are cut or lie: the file is at fault for good, not the disk or the memory.
@Suite struct DamagedHeaderTests {
    @Test(
        "a file cut inside its header is no media file, or one that ends early",
        arguments: ["a.webm", "a.mkv", "a.flac"])
    func cut(_ name: String) throws {
        let sound = Clip.tone(seconds: 1)
        let picture = Clip.picture(seconds: 1, size: "64x36")
        let whole =
            switch name {
            case "a.webm": try Clip(name, picture + sound + ["-c:v", "libvpx", "-c:a", "libopus"])
            case "a.mkv": try Clip(name, picture + sound + Clip.h264() + ["-c:a", "aac"])
            default: try Clip(name, sound + ["-c:a", "flac"])
            }
        let bytes = try whole.bytes()
        var refused = 0
        for length in [5, 20, 42, 60, 100, 150, 200, 260, 300, 350, 400, 450, 500, 600, 700, 1000] {
            let short = try Clip(name, bytes: bytes.prefix(length))
            do throws(MediaError) {
                _ = try MediaIndexer.index(path: short.path)
            } catch {
                refused += 1
                #expect(!error.isTransient, "\(length) bytes: \(error)")
                #expect([.notMedia, .noStreams, .noFrames, .undecodable].contains(error.code), "\(length): \(error)")
            }
        }
        #expect(refused > 3)
    }

    @Test(
        "a table that cannot be so long is damage, not a lack of memory", arguments: ["stts", "stco", "ctts", "stsz"])
    func lyingCount(_ box: String) throws {
        let whole = try Clip("whole.mp4", Clip.picture(seconds: 1) + Clip.h264())
        var bytes = try whole.bytes()
        let name = try #require(bytes.range(of: Data(box.utf8)))
        // Version and flags, and in stsz the common size, come before the count.
        let count = name.upperBound + (box == "stsz" ? 8 : 4)
        bytes.replaceSubrange(count..<count + 4, with: Data([0x1f, 0xff, 0xff, 0xf0]))
        let broken = try Clip("broken.mp4", bytes: bytes)
        do throws(MediaError) {
            let index = try MediaIndexer.index(path: broken.path)
            #expect(index.video.map { $0.frameCount > 0 } == true)
        } catch {
            #expect(!error.isTransient, "\(error)")
            #expect(error.code == .notMedia || error.code == .noFrames, "\(error)")
        }
    }
}
