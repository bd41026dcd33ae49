import Foundation
import OmniZipMedia
import Testing

/// How a clip is made for the comparison with a full decode.
struct CodecCase: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    let arguments: [String]
    let isSkipped: Bool
    var testDescription: String { name }

    init(_ name: String, _ file: String, _ arguments: [String], isSkipped: Bool = true) {
        self.name = name
        self.file = file
        self.arguments = arguments
        self.isSkipped = isSkipped
    }

    private static func h264(_ gop: Int, _ extra: String = "", bframes: Int = 3) -> [String] {
        [
            "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bf", "\(bframes)", "-g", "\(gop)",
            "-x264-params", "threads=1:scenecut=0:b-pyramid=normal" + extra,
        ]
    }

    private static func hevc(_ gop: Int, _ extra: String = "") -> [String] {
        [
            "-c:v", "libx265", "-preset", "superfast", "-pix_fmt", "yuv420p", "-x265-params",
            "log-level=none:pools=none:frame-threads=1:bframes=4:keyint=\(gop):min-keyint=\(gop):scenecut=0" + extra,
        ]
    }

    static let all = [
        CodecCase("H.264 GOP 1", "clip.mp4", h264(1)),
        CodecCase("H.264 GOP 12", "clip.mp4", h264(12)),
        CodecCase("H.264 GOP 250", "clip.mp4", h264(250)),
        CodecCase("H.264 open GOP", "clip.mkv", h264(12, ":open-gop=1")),
        CodecCase("H.264 transport stream", "clip.ts", h264(12)),
        CodecCase("H.264 no B frames", "clip.mp4", h264(12, bframes: 0)),
        CodecCase("H.264 gradual refresh", "clip.mp4", h264(12, ":intra-refresh=1")),
        CodecCase(
            "H.264 interlaced", "clip.mp4", h264(12, ":interlaced=1") + ["-vf", "crop=160:88"]),
        CodecCase("MPEG-1", "clip.mkv", ["-c:v", "mpeg1video", "-bf", "2", "-g", "12", "-q:v", "4"]),
        CodecCase("MPEG-2 transport stream", "clip.ts", ["-c:v", "mpeg2video", "-bf", "2", "-g", "12", "-q:v", "4"]),
        CodecCase(
            "MPEG-2 interlaced", "clip.ts",
            ["-c:v", "mpeg2video", "-bf", "2", "-g", "12", "-q:v", "4", "-flags", "+ilme+ildct"]),
        CodecCase("Sorenson H.263 in FLV", "clip.flv", ["-c:v", "flv", "-g", "12", "-q:v", "4"], isSkipped: false),
        CodecCase("GIF", "clip.gif", [], isSkipped: false),
        CodecCase("HEVC GOP 12 closed", "clip.mp4", hevc(12, ":open-gop=0")),
        CodecCase("HEVC GOP 12 open", "clip.mp4", hevc(12, ":open-gop=1")),
        CodecCase("HEVC transport stream", "clip.ts", hevc(12, ":open-gop=1")),
        CodecCase("HEVC GOP 250", "clip.mkv", hevc(250)),
        CodecCase(
            "HEVC sub-layers", "clip.mp4", hevc(24, ":temporal-layers=1"), isSkipped: false),
        CodecCase(
            "VP8", "clip.webm",
            [
                "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "20",
                "-auto-alt-ref", "1", "-lag-in-frames", "10", "-b:v", "300k",
            ]),
        CodecCase(
            "VP9", "clip.webm",
            [
                "-c:v", "libvpx-vp9", "-deadline", "good", "-cpu-used", "5", "-g", "20",
                "-auto-alt-ref", "1", "-lag-in-frames", "12", "-b:v", "300k",
            ]),
        CodecCase("AV1", "clip.mkv", ["-c:v", "libsvtav1", "-preset", "12", "-g", "20"]),
        CodecCase("MPEG-4 part 2", "clip.mp4", ["-c:v", "mpeg4", "-bf", "2", "-g", "12", "-q:v", "4"]),
        CodecCase(
            "MPEG-4 part 2 in AVI", "clip.avi", ["-c:v", "mpeg4", "-bf", "2", "-g", "12", "-q:v", "4"],
            isSkipped: false),
        CodecCase("MPEG-2", "clip.mpg", ["-c:v", "mpeg2video", "-bf", "2", "-g", "12", "-q:v", "4"]),
        CodecCase("Motion JPEG", "clip.avi", ["-c:v", "mjpeg", "-q:v", "4"]),
        CodecCase("raw H.264", "clip.h264", h264(12), isSkipped: false),
    ]
}

@Suite struct VideoFrameReaderTests {
    @Test("sampled frames equal a full decode", arguments: CodecCase.all)
    func equalsFullDecode(_ codec: CodecCase) throws {
        let clip = try Clip(codec.file, Clip.picture(seconds: 4) + codec.arguments)
        let reference = try FFmpegProgram.pictures(of: clip.path, width: 64, height: 36)
        let index = try MediaIndexer.index(path: clip.path)
        let video = try #require(index.video)
        #expect(video.frameCount == reference.count)
        #expect((video.decodeStrategy == .skip) == codec.isSkipped)
        #expect(index.warnings.allSatisfy { $0.code == .unreliableTimestamps })
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(state: seed)
        let scattered = (0..<video.frameCount).filter { _ in UInt8.random(in: 0..<12, using: &generator) == 0 }
        for frames in [0, 0.5, 2].map({ video.frames(every: $0) }) + [scattered, [video.frameCount - 1]] {
            let (pictures, summary) = try readPictures(index, frames: frames, width: 64, height: 36)
            #expect(pictures.map(\.frameIndex) == frames)
            #expect(summary.substitutedFrames == 0, "seed \(seed)")
            for picture in pictures where picture.bytes != reference[picture.frameIndex] {
                Issue.record("\(codec.name): frame \(picture.frameIndex) of \(frames.count) differs, seed \(seed)")
            }
            if frames.count == 2, codec.isSkipped { #expect(summary.decodedFrames < reference.count) }
        }
    }

    @Test("any x264 settings, any frames, any number of threads", arguments: 0..<4)
    func randomSettings(_ round: Int) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(state: seed)
        func any(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        let settings = [
            "threads=1", "keyint=\(any(5...60))", "min-keyint=\(any(1...5))", "bframes=\(any(0...7))",
            "ref=\(any(1...6))",
            "b-pyramid=\(any(0...2))", "open-gop=\(any(0...1))", "weightp=\(any(0...2))", "b-adapt=\(any(0...2))",
            "slices=\(any(1...3))", "interlaced=\(any(0...1))",
        ].joined(separator: ":")
        let file = ["clip.mp4", "clip.mkv", "clip.ts"][any(0...2)]
        let clip = try Clip(
            file,
            [
                "-f", "lavfi", "-i", "testsrc2=s=160x96:r=25:d=4,noise=alls=20:allf=t", "-c:v", "libx264", "-preset",
                "veryfast",
                "-pix_fmt", "yuv420p", "-x264-params", settings,
            ])
        let reference = try FFmpegProgram.pictures(of: clip.path, width: 40, height: 24)
        let index = try MediaIndexer.index(path: clip.path)
        let video = try #require(index.video)
        #expect(video.frameCount == reference.count, "\(file) \(settings) seed \(seed)")
        #expect(video.decodeStrategy == .skip, "\(file) \(settings) seed \(seed)")
        for threads in [1, 3] {
            let frames = (0..<video.frameCount).filter { _ in any(0...9) == 0 }
            let (pictures, _) = try readPictures(index, frames: frames, width: 40, height: 24, threads: threads)
            #expect(pictures.count == frames.count)
            for picture in pictures where picture.bytes != reference[picture.frameIndex] {
                Issue.record("frame \(picture.frameIndex): \(file) \(settings) seed \(seed)")
            }
        }
    }

    @Test("asked for nothing it reads nothing")
    func noFrames() throws {
        let clip = try Clip("clip.mp4", Clip.picture(seconds: 0.2) + Clip.h264())
        let (pictures, summary) = try readPictures(
            try MediaIndexer.index(path: clip.path), frames: [], width: 28, height: 28)
        #expect(pictures.isEmpty)
        #expect(summary.decodedFrames == 0)
    }
}
