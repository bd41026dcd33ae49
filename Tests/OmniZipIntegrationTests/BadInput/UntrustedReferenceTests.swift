import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Files that name other files or addresses: an error, and never what lies there.
@Suite struct UntrustedReferenceTests {
    private let folder: TemporaryFolder
    private static let nothing = ["failures.jsonl", "manifest.jsonl", "summary.json"]

    init() throws { folder = try TemporaryFolder() }

    /// A video beside the attacks, which nothing may reach.
    private func makeTarget(_ name: String) throws -> URL {
        let file = folder.url(name)
        try FFmpegTool.makeClip(file, seconds: 1, codec: DamagedFiles.picture + DamagedFiles.sound, toneSeconds: 1)
        return file
    }

    /// Runs over files of these texts: each must fail for good with its code, none may give a bundle.
    private func expectFailures(_ attacks: [(name: String, code: String, text: String)]) throws {
        let files = try attacks.map { try folder.write($0.text, to: "in/" + $0.name).path }
        let run = try Dataset(files, options: Dataset.quickest, into: folder.url("out"))
        #expect(run.result.exitCode == (files.count == 1 ? 65 : 1), "\(run.result)")
        #expect(run.files == Self.nothing)
        let failures = try run.failures()
        #expect(failures.count == attacks.count)
        for attack in attacks {
            let line = try #require(failures.first { $0.path == attack.name }, "\(attack.name) is no failure")
            #expect(line.failureClass == .permanent && line.attempts == 1 && line.stage == "index")
            #expect(line.code == attack.code, "\(line)")
        }
    }

    private func playlist(_ target: String) -> String {
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n\(target)\n#EXT-X-ENDLIST\n"
    }

    @Test func anM3U8ThatPointsToAPasswordFileOrAnotherVideo() throws {
        let target = try makeTarget("target.ts")
        let control = try folder.write(playlist(target.path), to: "control.m3u8")
        #expect(try FFmpegTool.probe(["-show_entries", "stream=codec_name", control.path]).contains("h264"))
        let passwords = playlist("file:///etc/passwd")
        let video = playlist(target.path)
        try expectFailures([
            ("passwords.mp4", "not_allowed", passwords), ("passwords.ts", "not_allowed", passwords),
            ("passwords.m3u8", "not_allowed", passwords), ("video.mp4", "not_allowed", video),
            ("video.ts", "not_allowed", video), ("video.m3u8", "not_allowed", video),
            ("relative.mkv", "not_allowed", playlist("../target.ts")),
            ("concat.mp4", "not_allowed", playlist("concat:\(target.path)")),
            ("key.mp4", "not_allowed", playlist("#EXT-X-KEY:METHOD=AES-128,URI=\"file:///etc/passwd\"\nx.ts")),
        ])
    }

    @Test func whatPointsToTheNetworkCallsNobody() throws {
        let listener = try Listener()
        let address = "http://127.0.0.1:\(listener.port)/a"
        let description = """
            v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video \(listener.port) RTP/AVP 96
            a=rtpmap:96 H264/90000\n
            """
        try expectFailures([
            ("hls.mp4", "not_allowed", playlist(address + ".ts")), ("hls.m3u8", "not_allowed", playlist(address)),
            ("concat.mp4", "not_allowed", "ffconcat version 1.0\nfile '\(address).ts'\n"),
            ("dash.mpd", "not_allowed", manifest(address + ".mp4")), ("session.mkv", "not_allowed", description),
            ("session.sdp", "not_allowed", description),
        ])
        #expect(!listener.wasCalled())
    }

    private func manifest(_ target: String) -> String {
        """
        <?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"
        type="static" mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1"
        bandwidth="1"><BaseURL>\(target)</BaseURL></Representation></AdaptationSet></Period></MPD>
        """
    }

    @Test func anFFconcatScriptAndADASHManifest() throws {
        let target = try makeTarget("target.mp4")
        let script = "ffconcat version 1.0\nfile '\(target.path)'\n"
        let control = try folder.write(script, to: "control.txt")
        #expect(
            try FFmpegTool.probe(["-f", "concat", "-safe", "0", "-show_entries", "stream=codec_name", control.path])
                .contains("h264"))
        try expectFailures([
            ("script.mp4", "not_allowed", script), ("script.txt", "not_allowed", script),
            ("relative.mp4", "not_allowed", "ffconcat version 1.0\nfile '../target.mp4'\n"),
            ("dash.mpd", "not_allowed", manifest("file://\(target.path)")),
            ("dash.mkv", "not_allowed", manifest("../target.mp4")),
        ])
    }

    @Test func listsOfPlayersAndACompositionPlaylist() throws {
        let target = try makeTarget("target.mp4")
        let composition = """
            <?xml version="1.0" encoding="UTF-8"?>
            <CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016">
            <Id>urn:uuid:00000000-0000-0000-0000-000000000000</Id><ContentTitle>x</ContentTitle></CompositionPlaylist>\n
            """
        try expectFailures([
            ("list.m3u", "not_media", "#EXTM3U\n\(target.path)\n"),
            ("list.mp4", "not_media", "#EXTM3U\n\(target.path)\n"),
            ("list.pls", "not_media", "[playlist]\nFile1=\(target.path)\nNumberOfEntries=1\n"),
            ("composition.xml", "not_media", composition),
        ])
    }

    @Test func aNameThatIsThePatternOfAnImageSequence() throws {
        for number in 1...3 { try FFmpegTool.makePicture(folder.url("frame00\(number).png")) }
        let pattern = folder.url("frame%03d.png")
        try FFmpegTool.makePicture(pattern)
        #expect(try FFmpegTool.probe(["-show_entries", "format=format_name", pattern.path]).contains("image2"))
        let run = try Dataset([pattern.path], options: Dataset.quickest, into: folder.url("out"))
        #expect(run.result.exitCode == 65, "\(run.result)")
        #expect(run.files == Self.nothing)
        let line = try #require(try run.failures().first)
        #expect(line.code == "not_allowed" && line.failureClass == .permanent)
        #expect(line.message == "recognise container: The container image2 is not allowed: it refers to other files")
        #expect(line.hint == "name the media files themselves")
    }

    @Test(arguments: ReferringMovie.Reference.allCases)
    func aMovieWhoseTracksLieInAnotherFile(reference: ReferringMovie.Reference) throws {
        let target = try makeTarget("target.mp4")
        let movie = folder.url("movie.mov")
        let bytes = try Data(contentsOf: target)
        try ReferringMovie.make(from: bytes, pointingTo: target.path, by: reference).write(to: movie)
        if reference == .alias {
            // FFmpeg does follow it where it is asked to.
            let count = try FFmpegTool.probe([
                "-enable_drefs", "1", "-use_absolute_path", "1", "-count_packets", "-select_streams", "v",
                "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", movie.path,
            ])
            #expect(count == "25")
        }
        let run = try Dataset([movie.path], options: Dataset.quickest, into: folder.url("out"))
        #expect(run.result.exitCode == 65, "\(run.result)")
        #expect(run.files == Self.nothing)
        let line = try #require(try run.failures().first)
        #expect(line.failureClass == .permanent && line.code == "no_frames", "\(line)")
    }
}
