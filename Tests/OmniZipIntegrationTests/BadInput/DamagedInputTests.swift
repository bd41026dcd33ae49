import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Files that are not as they should be and still give a bundle: what was done, and what is said.
@Suite struct DamagedInputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ file: URL, _ options: [String] = Dataset.quickest) throws -> Dataset {
        let run = try Dataset([file.path], options: options, into: folder.url("out"))
        #expect(run.result.exitCode == 0, "\(run.result)")
        #expect(run.result.errors.isEmpty)
        #expect(try BuiltProgram.run(["verify", run.folder.path]).exitCode == 0)
        return run
    }

    @Test(arguments: [("clip.mp4", "truncated"), ("clip.mkv", "truncated"), ("clip.ts", "damaged_frames")])
    func truncatedInTheMiddle(name: String, warning: String) throws {
        let file = try DamagedFiles.makeClip(name, in: folder)
        try DamagedFiles.truncate(file, to: 0.55)
        let run = try run(file, Dataset.quick)
        let document = try run.document(name)
        let frames = try #require(document.source.video?.frameCount)
        #expect((40...70).contains(frames), "\(frames) of 100 frames")
        #expect((40...70).contains(document.counts.audio.total), "\(document.counts.audio.total) of 100 tokens")
        #expect(document.counts.video.kept > 0 && document.counts.audio.kept > 0)
        let told = document.warnings.first { $0.code == warning }
        #expect(told != nil, "\(document.warnings)")
        #expect((told?.count ?? 0) >= 1)
        #expect(told?.message.contains { $0.isNumber } == true)
    }

    @Test(arguments: ["clip.mp4", "clip.mkv", "clip.ts"])
    func corruptPacketsInTheMiddle(name: String) throws {
        let file = try DamagedFiles.makeClip(name, in: folder)
        try DamagedFiles.overwrite(file, from: 0.45, to: 0.52, seed: 3)
        let run = try run(file, ["--sampling", "interval", "--fps", "1"])
        let document = try run.document(name)
        // The last sampled frame lies behind the damage, and so do audio tokens.
        let bundle = try run.bundle(name)
        #expect(try #require(bundle.frameSeconds.last) > 2.9)
        #expect(document.counts.audio.total >= 95, "\(document.counts.audio.total)")
        let counted = document.warnings.filter { $0.code == "corrupt_packets" }
        #expect(!counted.isEmpty && counted.allSatisfy { $0.count >= 1 }, "\(document.warnings)")
    }

    @Test func aPictureOfOnePixelIsEnlargedAndItIsSaid() throws {
        let file = folder.url("one.mkv")
        try FFmpegTool.run([
            "-f", "lavfi", "-i", "color=red:size=16x16:rate=25:duration=1", "-vf", "scale=1:1", "-c:v", "ffv1",
            "-pix_fmt", "yuv444p", file.path,
        ])
        let run = try run(file)
        #expect(try run.warnings("one.mkv") == ["picture_enlarged", "no_audio"])
        let message = try run.document("one.mkv").warnings[0].message
        #expect(message == "the picture of 1x1 pixels is enlarged to 336x336")
        #expect(try run.bundle("one.mkv").grid.count == 144)
    }

    @Test func aSingleFrame() throws {
        let file = folder.url("single.mkv")
        try FFmpegTool.makeClip(file, seconds: 0.04, codec: ["-c:v", "ffv1"])
        let run = try run(file, [])
        #expect(try run.warnings("single.mkv") == ["single_frame", "no_audio"])
        let bundle = try run.bundle("single.mkv")
        #expect(bundle.frameIndex == [0] && bundle.patchCount == 1)
    }

    @Test func threeSeconds() throws {
        let file = folder.url("three.mp4")
        try FFmpegTool.makeClip(file, seconds: 3, codec: DamagedFiles.picture + DamagedFiles.sound, toneSeconds: 3)
        let run = try run(file, [])
        let bundle = try run.bundle("three.mp4")
        #expect(bundle.frameIndex.count == 6 && bundle.patchCount == 3)
        #expect(bundle.windows.map(\.patches) == [0..<2, 2..<3])
        #expect(bundle.windows.map(\.audio) == [0..<50, 50..<75])
        #expect(try run.warnings("three.mp4").isEmpty)
    }

    @Test func soundOfAnAbsurdRateIsLeftOutWhereThereArePictures() throws {
        let file = folder.url("low.mkv")
        try FFmpegTool.run([
            "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=1", "-f", "lavfi", "-i",
            "sine=sample_rate=8000:duration=1", "-c:v", "ffv1", "-c:a", "pcm_s16le", "-ar", "500", file.path,
        ])
        let run = try run(file)
        #expect(try run.warnings("low.mkv") == ["audio_undecodable", "no_audio"])
        #expect(try run.document("low.mkv").warnings[0].message.contains("500 Hz"))
    }

    @Test func soundIsUsedWhereNotOnePictureCanBeDecoded() throws {
        let file = folder.url("sound.mov")
        try FFmpegTool.makeClip(file, seconds: 1, codec: ["-c:v", "mjpeg", "-c:a", "pcm_s16le"], toneSeconds: 1)
        var bytes = try Data(contentsOf: file)
        for packet in try DamagedFiles.videoPackets(of: file) { bytes.resetBytes(in: packet) }
        try bytes.write(to: file)
        try expectSoundOnly(file, tokens: 25...25)
    }

    @Test func soundIsUsedWhereNobodyKnowsThePicturesCodec() throws {
        let file = folder.url("tag.mov")
        try FFmpegTool.makeClip(file, seconds: 1, codec: ["-c:v", "mjpeg", "-c:a", "pcm_s16le"], toneSeconds: 1)
        var bytes = try Data(contentsOf: file)
        let table = try #require(bytes.range(of: Data("stsd".utf8))).upperBound
        let tag = try #require(bytes.range(of: Data("jpeg".utf8), in: table..<bytes.endIndex))
        bytes.replaceSubrange(tag, with: Data("zqzq".utf8))
        try bytes.write(to: file)
        try expectSoundOnly(file, tokens: 25...25)
    }

    private func expectSoundOnly(_ file: URL, tokens: ClosedRange<Int>) throws {
        let name = file.lastPathComponent
        let run = try run(file)
        let warnings = try run.warnings(name)
        #expect(warnings.contains("video_undecodable") && warnings.contains("no_video"), "\(warnings)")
        let bundle = try run.bundle(name)
        #expect(bundle.patchCount == 0)
        #expect(tokens.contains(bundle.audioKeep.count), "\(bundle.audioKeep.count)")
    }
}
