import CFFmpeg
import OmniZipTestSupport
import Testing

@testable import OmniZipFFmpeg

/// What stands behind the allowlist: demuxers that want other files get none, even where they may run.
@Suite struct UntrustedContainerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func makeTarget() throws {
        try FFmpegTool.makeClip(
            folder.url("target.ts"), seconds: 0.4, codec: ["-c:v", "libx264", "-preset", "ultrafast"])
    }

    @Test(arguments: [
        ("hls", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\ntarget.ts\n#EXT-X-ENDLIST\n"),
        ("concat", "ffconcat version 1.0\nfile 'target.ts'\n"),
    ])
    func aPlaylistThatIsAllowedToRunStillOpensNothing(demuxer: String, text: String) throws {
        try makeTarget()
        let file = try folder.write(text, to: "list.txt")
        // FFmpeg itself reads the target: the list is good.
        #expect(try FFmpegTool.probe(["-show_entries", "stream=codec_name", file.path]).contains("h264"))
        let policy = InputPolicy(allowlist: FormatAllowlist(addingDemuxers: [demuxer]))
        do throws(FFmpegError) {
            let input = try InputContext(path: file.path, policy: policy)
            let packet = try Packet()
            guard case .packet = try input.read(into: packet) else { return }
            Issue.record("\(demuxer) read the other file")
        } catch {
            #expect(error.code == .invalidData, "\(error)")
        }
    }

    @Test func ioOpenOpensNothing() throws {
        try makeTarget()
        let input = try InputContext(path: folder.path("target.ts"))
        var io: UnsafeMutablePointer<AVIOContext>?
        let open = try #require(input.context.pointee.io_open)
        let status = open(input.context, &io, "file:" + folder.path("target.ts"), AVIO_FLAG_READ, nil)
        #expect(status == omnizip_averror(EPERM) && io == nil)
        #expect(input.context.pointee.protocol_whitelist.map { String(cString: $0) } == "none")
    }

    @Test func subtitlesAndAttachmentsAreNeitherDecodedNorRead() throws {
        let words = try folder.write("1\n00:00:00,000 --> 00:00:01,000\nHello\n", to: "words.srt")
        let font = try folder.write("no font", to: "font.ttf")
        let file = folder.url("subtitled.mkv")
        try FFmpegTool.run([
            "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=0.4", "-i", words.path, "-c:v", "ffv1", "-c:s",
            "ass", "-attach", font.path, "-metadata:s:t", "mimetype=application/x-truetype-font", file.path,
        ])
        let input = try InputContext(path: file.path)
        // FFmpeg tried to open the subtitle's decoder, as it always does, and was not let.
        #expect(
            LogCapture.lastLine()?.contains("Codec (ssa) not on whitelist") == true, "\(LogCapture.lastLine() ?? "-")")
        #expect(input.streams.map(\.kind) == [.video, .other, .other])
        for stream in input.streams {
            let discard = try #require(input.context.pointee.streams[stream.index]).pointee.discard
            #expect((discard == AVDISCARD_ALL) == (stream.kind == .other))
        }
        let packet = try Packet()
        while case .packet = try input.read(into: packet) { #expect(packet.streamIndex == 0) }
        #expect(throws: FFmpegError.self) { try DecoderContext(input: input, stream: input.streams[1]) }
    }

    @Test func aDecoderThatIsNotAllowedIsNotOpened() throws {
        let file = folder.url("screen.avi")
        try FFmpegTool.makeClip(file, seconds: 0.2, codec: ["-c:v", "zmbv"])
        let input = try InputContext(path: file.path)
        let error = #expect(throws: FFmpegError.self) { try DecoderContext(input: input, stream: input.streams[0]) }
        #expect(error?.code == .notAllowed)
        let policy = InputPolicy(allowlist: FormatAllowlist(addingDecoders: ["zmbv"]))
        let allowed = try InputContext(path: file.path, policy: policy)
        _ = try DecoderContext(input: allowed, stream: allowed.streams[0])
    }
}
