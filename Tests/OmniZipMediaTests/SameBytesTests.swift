import Foundation
import OmniZipFFmpeg
import OmniZipMedia
import Testing

/// What comes out must not depend on the processor's vector instructions. FFmpeg's switch for them is one for the
/// whole process; tests that run at the same time only get slower pictures.
@Suite(.serialized) struct SameBytesTests {
    /// Runs `body` under every limit that this processor can run, and gives the results by limit.
    private func underEveryLimit<Result>(_ body: () throws -> Result) throws -> [(CPUFeatures, Result)] {
        let limits = CPUFeatures.allCases.filter(\.isAvailable)
        defer { CPUFeatures.native.force() }
        return try limits.map { limit in
            limit.force()
            return (limit, try body())
        }
    }

    @Test("pictures", arguments: ["h264", "hevc", "vp9", "mpeg4"])
    func pictures(_ kind: String) throws {
        let codec =
            switch kind {
            case "h264": Clip.h264()
            case "hevc":
                ["-c:v", "libx265", "-preset", "superfast", "-pix_fmt", "yuv420p", "-x265-params", "log-level=none"]
            case "vp9": ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"]
            default: ["-c:v", "mpeg4", "-bf", "2", "-q:v", "4"]
            }
        let clip = try Clip("clip.mkv", Clip.picture(seconds: 1, size: "322x182") + codec)
        let results = try underEveryLimit {
            let index = try MediaIndexer.index(path: clip.path)
            let video = try #require(index.video)
            return try readPictures(index, frames: video.frames(every: 0.2), width: 84, height: 56).pictures.map(
                \.bytes)
        }
        for (limit, pictures) in results { #expect(pictures == results[0].1, "\(limit.rawValue)") }
    }

    @Test("samples", arguments: [("flac", 44100), ("pcm_s16le", 48000), ("pcm_s24le", 96000), ("flac", 22050)])
    func samples(_ codec: String, _ rate: Int) throws {
        let clip = try Clip(
            "clip.mkv",
            ["-f", "lavfi", "-i", "aevalsrc='0.4*sin(2*PI*(200+900*t)*t)|0.3*random(0)':s=\(rate):d=1", "-c:a", codec])
        let results = try underEveryLimit { try readSamples(try MediaIndexer.index(path: clip.path)).samples }
        #expect(results[0].1.count == 16000)
        for (limit, samples) in results { #expect(samples == results[0].1, "\(limit.rawValue)") }
    }
}
