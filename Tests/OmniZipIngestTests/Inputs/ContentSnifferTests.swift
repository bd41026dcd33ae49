import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct ContentSnifferTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [
        ("Read me.\r\n\tTabs too.\u{c}", "text"), ("a", "text"), ("\u{FEFF}caf\u{e9}\n", "text"),
        ("{\"a\": 1}", "text"), ("#EXTM3U\n#EXTINF:1,\na.ts\n", "text"), ("v=0\no=- 0 0 IN IP4 127.0.0.1\n", "text"),
        ("ffconcat version 1.0\nfile a.mp4\n", "text"), ("  \n<!DOCTYPE HTML><title>x</title>", "an HTML page"),
        ("<html lang=en>", "an HTML page"), ("<?xml version=\"1.0\"?><a/>", "an XML document"),
        ("%PDF-1.7\n", "a PDF document"),
    ])
    func textsAreNoMedia(text: String, kind: String) throws {
        #expect(ContentSniffer.kind(path: try folder.write(text, to: "file").path) == kind)
    }

    @Test func aLetterCutByTheEndOfTheBlockIsText() throws {
        for letter in ["\u{e9}", "\u{20ac}", "\u{1F3AC}"] {
            for shift in 0..<5 {
                let text = String(repeating: "a", count: ContentSniffer.blockBytes - shift) + letter + "bc"
                #expect(ContentSniffer.kind(path: try folder.write(text, to: "file").path) == "text")
            }
        }
    }

    @Test func archivesAndDatabasesAreNoMedia() throws {
        let program = """
            import bz2, gzip, lzma, sqlite3, sys, zipfile
            folder = sys.argv[1] + "/"
            data = bytes(range(256)) * 20
            with zipfile.ZipFile(folder + "zip", "w") as archive: archive.writestr("a.txt", data)
            with zipfile.ZipFile(folder + "zip0", "w"): pass
            with gzip.open(folder + "gzip", "wb") as file: file.write(data)
            with bz2.open(folder + "bz2", "wb") as file: file.write(data)
            with lzma.open(folder + "xz", "wb") as file: file.write(data)
            base = sqlite3.connect(folder + "sqlite")
            base.execute("create table a (b)")
            base.commit()
            """
        _ = try PythonTool.run(program, arguments: [folder.path])
        let expected = [
            "zip": "a ZIP archive or office document", "zip0": "a ZIP archive or office document",
            "gzip": "a gzip archive", "bz2": "a bzip2 archive", "xz": "an xz archive", "sqlite": "an SQLite database",
        ]
        for (name, kind) in expected { #expect(ContentSniffer.kind(path: folder.path(name)) == kind, "\(name)") }
        #expect(ContentSniffer.kind(path: "/bin/sh") == "a program")
    }

    @Test func picturesAreNoMediaUnlessTheyMayMove() throws {
        let source = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=0.3"]
        let expected = ["jpg": "a JPEG picture", "png": "a PNG picture", "tiff": "a TIFF picture"]
        for (name, kind) in expected {
            let path = folder.path("picture." + name)
            try FFmpegTool.run(source + ["-frames:v", "1", path])
            #expect(ContentSniffer.kind(path: path) == kind)
        }
        for name in ["apng", "gif"] {
            let path = folder.path("animation." + name)
            try FFmpegTool.run(source + [path])
            #expect(ContentSniffer.kind(path: path) == nil, "\(name)")
        }
    }

    @Test func whatCannotBeToldIsForFFmpeg() throws {
        let contents: [Data] = [
            Data(), Data([0]), Data([0xC3]), Data([0x61, 0xFF]), Data([0x61, 0x80]), Data(repeating: 0, count: 5000),
            Data([0xFF, 0xFE, 0x61, 0x00]), Data([0x61, 0xC3, 0x20]), Data("a\u{1}b".utf8), Data("\u{7f}".utf8),
            Data("PK".utf8) + [0],
        ]
        for content in contents {
            #expect(ContentSniffer.kind(path: try folder.write(content, to: "file").path) == nil, "\(content)")
        }
    }

    @Test func whatIsNoFileIsNotWaitedFor() throws {
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        for path in [folder.path("pipe"), folder.path, "/dev/zero", folder.path("missing")] {
            #expect(ContentSniffer.kind(path: path) == nil)
        }
    }

    @Test func noSampleClipIsTakenForNoMedia() throws {
        for name in SampleClips.names {
            #expect(try ContentSniffer.kind(path: SampleClips.path(name)) == nil, "\(name)")
        }
    }

    @Test func noStreamWithoutAContainerIsTakenForNoMedia() throws {
        let video = ["-map", "0"]
        let sound = ["-map", "1"]
        let formats: [(String, [String])] = [
            ("h264", video + ["-c:v", "libx264", "-f", "h264"]), ("hevc", video + ["-c:v", "libx265", "-f", "hevc"]),
            ("ts", video + ["-c:v", "libx264", "-f", "mpegts"]), ("mpg", video + ["-r", "25", "-f", "mpeg"]),
            ("m2v", video + ["-r", "25", "-c:v", "mpeg2video", "-f", "mpeg2video"]),
            ("ivf", video + ["-c:v", "libvpx", "-f", "ivf"]), ("flv", video + ["-f", "flv"]),
            ("avi", video + ["-c:v", "mpeg4", "-f", "avi"]), ("mkv", video + ["-c:v", "ffv1", "-f", "matroska"]),
            ("y4m", video + ["-f", "yuv4mpegpipe"]), ("nut", video + ["-c:v", "ffv1", "-f", "nut"]),
            ("mp3", sound + ["-id3v2_version", "0", "-write_xing", "0", "-f", "mp3"]), ("id3", sound + ["-f", "mp3"]),
            ("adts", sound + ["-c:a", "aac", "-f", "adts"]), ("ogg", sound + ["-c:a", "libvorbis", "-f", "ogg"]),
            ("opus", sound + ["-c:a", "libopus", "-f", "opus"]), ("wav", sound + ["-f", "wav"]),
            ("flac", sound + ["-f", "flac"]), ("ac3", sound + ["-f", "ac3"]), ("aiff", sound + ["-f", "aiff"]),
            ("au", sound + ["-f", "au"]), ("caf", sound + ["-f", "caf"]), ("wma", sound + ["-f", "asf"]),
            ("w64", sound + ["-f", "w64"]), ("dts", sound + ["-c:a", "dca", "-strict", "-2", "-f", "dts"]),
        ]
        try FFmpegTool.run(
            ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=0.5"]
                + ["-f", "lavfi", "-i", "sine=duration=0.5"] + formats.flatMap { $1 + [folder.path($0)] })
        for (name, _) in formats { #expect(ContentSniffer.kind(path: folder.path(name)) == nil, "\(name)") }
        #expect(folder.files().count == formats.count)
    }

    @Test func picturesOfPrintableBytesAreMedia() throws {
        // A grey picture whose every byte is a letter: the file is text but for its purpose.
        try folder.write(
            "YUV4MPEG2 W64 H48 F25:1 Ip A1:1 C420jpeg\nFRAME\n" + String(repeating: "P", count: 64 * 48 * 3 / 2),
            to: "grey")
        #expect(try FFmpegTool.probe(["-show_entries", "stream=width", "-of", "csv=p=0", folder.path("grey")]) == "64")
        #expect(ContentSniffer.kind(path: folder.path("grey")) == nil)
    }

    @Test func onlyFilesOfFoldersWithoutMediaNamesAreLookedAt() throws {
        let text = try folder.write("text", to: "notes").path
        func reason(_ path: String, wasNamed: Bool = false) -> String? {
            ContentSniffer.reasonToSkip(IngestInput(path: path, name: "notes", wasNamed: wasNamed))
        }
        #expect(reason(text) == "text")
        #expect(reason(text, wasNamed: true) == nil)
        #expect(reason(try folder.write("text", to: "notes.mp4").path) == nil)
        #expect(reason(try folder.write(Data([0xFF, 0xD8, 0xFF, 0xE0]), to: "film.mjpeg").path) == nil)
    }
}
