import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Files that ask for too much, or for a decoder that nobody vouches for.
@Suite struct UntrustedInputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ file: URL, _ options: [String] = []) throws -> Dataset {
        try Dataset([file.path], options: Dataset.quickest + options, into: folder.url("out-\(UUID())"))
    }

    /// The one permanent failure of a run over one file, which left nothing else.
    private func failure(of file: URL, _ options: [String] = []) throws -> FailureLine {
        let run = try run(file, options)
        #expect(run.result.exitCode == 65, "\(run.result)")
        #expect(run.files == ["failures.jsonl", "manifest.jsonl", "summary.json"])
        let line = try #require(try run.failures().first)
        #expect(line.failureClass == .permanent && line.attempts == 1)
        return line
    }

    @Test func aCodecThatIsNotAllowedIsNamedWithItsFlag() throws {
        let file = folder.url("screen.avi")
        try FFmpegTool.makeClip(file, seconds: 0.4, codec: ["-c:v", "zmbv"])
        let line = try failure(of: file)
        #expect(line.code == "not_allowed" && line.stage == "index")
        #expect(line.message == "choose decoder: The decoder zmbv of stream 0 is not allowed")
        #expect(line.hint == "if you trust the file: --allow-decoders zmbv")
        #expect(try run(file, ["--allow-decoders", "zmbv"]).result.exitCode == 0)
    }

    @Test func soundIsKeptWhereThePicturesDecoderIsNotAllowed() throws {
        let file = folder.url("screen.mkv")
        try FFmpegTool.makeClip(file, seconds: 1, codec: ["-c:v", "zmbv", "-c:a", "flac"], toneSeconds: 1)
        let run = try run(file)
        #expect(run.result.exitCode == 0, "\(run.result)")
        #expect(try run.warnings("screen.mkv").contains("video_undecodable"))
        #expect(try run.manifest().first?.video.total == 0)
    }

    @Test func aContainerThatIsNotAllowedIsNamedWithItsFlag() throws {
        let file = folder.url("clip.mp4")
        try FFmpegTool.makeClip(file, seconds: 0.4, codec: ["-c:v", "mjpeg", "-f", "smjpeg"])
        let line = try failure(of: file)
        #expect(line.code == "not_allowed" && line.stage == "index")
        #expect(line.message == "recognise container: The container smjpeg is not allowed")
        #expect(line.hint == "if you trust the file: --allow-demuxers smjpeg")
        #expect(try run(file, ["--allow-demuxers", "smjpeg"]).result.exitCode == 0)
    }

    @Test func subtitlesAndAttachmentsAreLeftAlone() throws {
        let words = try folder.write("1\n00:00:00,000 --> 00:00:01,000\nHello\n", to: "words.srt")
        let font = try folder.write("no font", to: "font.ttf")
        let file = folder.url("subtitled.mkv")
        try FFmpegTool.run(
            [
                "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=1", "-i", words.path, "-i", words.path,
                "-map", "0", "-map", "1", "-map", "2", "-c:s:0", "srt", "-c:s:1", "ass", "-attach", font.path,
                "-metadata:s:t", "mimetype=application/x-truetype-font",
            ] + DamagedFiles.picture + [file.path])
        let run = try run(file)
        #expect(run.result.exitCode == 0, "\(run.result)")
        #expect(try run.warnings("subtitled.mkv") == ["no_audio"])
    }

    @Test func pictures60000Wide() throws {
        let header = "YUV4MPEG2 W60000 H60000 F25:1 Ip A1:1 C420\nFRAME\n"
        let raw = try folder.write(header + String(repeating: "x", count: 1000), to: "wide.y4m")
        #expect(try failure(of: raw).message.contains("Picture size 60000x60000 is invalid"))
        let animation: [UInt8] =
            Array("GIF89a".utf8) + [0x60, 0xea, 0x60, 0xea, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
            + [0x2c, 0, 0, 0, 0, 0x60, 0xea, 0x60, 0xea, 0, 2, 2, 0x44, 1, 0, 0x3b]
        #expect(try failure(of: folder.write(Data(animation), to: "wide.gif")).code == "picture_too_large")
        let file = folder.url("wide.mkv")
        try FFmpegTool.makeClip(file, size: "1024x768", seconds: 0.1, codec: ["-c:v", "ffv1"])
        var bytes = try Data(contentsOf: file)
        // PixelWidth and PixelHeight, two bytes each.
        for sizes: [UInt8] in [[0xb0, 0x82, 4, 0], [0xba, 0x82, 3, 0]] {
            let place = try #require(bytes.range(of: Data(sizes)))
            bytes.replaceSubrange(place, with: sizes.prefix(2) + [0xea, 0x60])
        }
        try bytes.write(to: file)
        let line = try failure(of: file)
        #expect(line.code == "picture_too_large" && line.message.contains("60000x60000"))
    }

    @Test func moreStreamsThanAnybodyNeeds() throws {
        let source = folder.url("one.mka")
        try FFmpegTool.run(["-f", "lavfi", "-i", "sine=duration=0.3", "-c:a", "pcm_s16le", source.path])
        let file = folder.url("many.mkv")
        let maps = (0..<500).flatMap { _ in ["-map", "0:a"] }
        try FFmpegTool.run(["-i", source.path] + maps + ["-c", "copy", file.path])
        let line = try failure(of: file)
        #expect(line.code == "limit_exceeded" && line.stage == "index")
        #expect(line.message == "find streams: 500 streams; the limit is 64")
        #expect(line.hint == "raise --max-streams if the file is sound")
        #expect(try run(file, ["--max-streams", "500"]).result.exitCode == 0)
    }

    @Test func metadataThatIsLargeOrClaimsToBe() throws {
        let clip = folder.url("clip.mp4")
        try FFmpegTool.makeClip(clip, seconds: 1, codec: DamagedFiles.picture)
        let movie = try Data(contentsOf: clip)
        // The index is the last box: what makes it longer leaves the media in their place.
        let start = try #require(movie.range(of: Data("moov".utf8), options: .backwards)).lowerBound - 4
        let entry = Data([0, 0, 0, 17, 0xa9]) + Data("nam".utf8) + Data([0, 5, 0, 0]) + Data("hello".utf8)
        var entries = Data()
        for _ in 0..<100_000 { entries += entry }
        let lie = Data([0x7f, 0xff, 0xff, 0xf0, 0xa9]) + Data("nam".utf8) + Data("x".utf8)
        for (name, body) in [("many.mp4", entries), ("lie.mp4", lie)] {
            let index = movie[(start + 4)...] + number(8 + body.count) + Data("udta".utf8) + body
            let file = try folder.write(movie[..<start] + number(index.count + 4) + index, to: name)
            #expect(try run(file).result.exitCode == 0, "\(name)")
        }
    }

    private func number(_ value: Int) -> Data {
        Data((0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }

    @Test func timesThatJumpByThirtyYears() throws {
        let clip = folder.url("clip.mkv")
        try FFmpegTool.makeClip(clip, seconds: 1, codec: DamagedFiles.picture)
        let file = folder.url("jump.mkv")
        try FFmpegTool.run([
            "-i", clip.path, "-c", "copy", "-bsf:v", "setts=ts='if(gte(N,10),TS+1e9,TS)'", file.path,
        ])
        let line = try failure(of: file)
        #expect(line.code == "limit_exceeded" && line.stage == "index")
        #expect(line.message.contains("s; the limit is 172800.0 s"), "\(line.message)")
        #expect(line.hint == "raise --max-duration-seconds if the file is sound")
    }

    @Test func threeFramesThatClaimToLastADay() throws {
        let file = folder.url("sparse.mp4")
        try FFmpegTool.run([
            "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=0.12", "-vf", "setpts=N*50000/TB", "-vsync",
            "vfr", "-enc_time_base", "1/100", "-c:v", "libx264", "-bf", "0", "-video_track_timescale", "100", file.path,
        ])
        let line = try failure(of: file, ["--sampling", "interval"])
        #expect(line.code == "limit_exceeded" && line.stage == "plan")
        #expect(line.message.hasSuffix("The times of 3 frames ask for 200000 samples; the limit is 20000"))
        #expect(try run(file).result.exitCode == 0)
        #expect(try failure(of: file, ["--max-duration-seconds", "99999"]).code == "limit_exceeded")
    }

    @Test func moreSoundOrPacketsThanAllowed() throws {
        let file = try DamagedFiles.makeClip("clip.mkv", in: folder)
        let packets = try failure(of: file, ["--max-index-packets", "99"])
        #expect(packets.code == "limit_exceeded" && packets.message.contains("More than 99 video packets"))
        #expect(try run(file, ["--max-index-packets", "100"]).result.exitCode == 0)
        let sound = folder.url("sound.wav")
        try FFmpegTool.run(["-f", "lavfi", "-i", "sine=duration=3", sound.path])
        let long = try failure(of: sound, ["--max-duration-seconds", "2.5"])
        #expect(long.code == "limit_exceeded" && long.stage == "audio", "\(long)")
        #expect(try run(sound, ["--max-duration-seconds", "3.5"]).result.exitCode == 0)
    }

    @Test func theListOfFormatsIsPrinted() throws {
        let lists = try BuiltProgram.run(["probe", "--list-formats", "--json", "--allow-demuxers", "smjpeg"])
        let names = try JSONDecoder().decode([String: [String]].self, from: lists.standardOutput)
        #expect(names["demuxers"]?.contains("smjpeg") == true && names["demuxers"]?.contains("hls") == false)
        #expect(names["decoders"]?.contains("h264") == true && names["decoders"]?.contains("ass") == false)
        #expect(try BuiltProgram.run(["probe"]).exitCode == 64)
        #expect(try BuiltProgram.run(["probe", "a.mp4", "--list-formats"]).exitCode == 64)
        let refused = try BuiltProgram.run(["probe", "a.mp4", "--allow-demuxers", "hls"])
        #expect(refused.exitCode == 64)
        #expect(refused.errors.hasPrefix("omnizip: allow_demuxers: 'hls' is not allowed: "))
    }
}
