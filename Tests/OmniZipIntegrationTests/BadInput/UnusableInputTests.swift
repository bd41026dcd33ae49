import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Files that give no bundle: the exit code, and the line of failures.jsonl.
@Suite struct UnusableInputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Runs over one named file, which must fail with exit code 65, no output and this line.
    @discardableResult
    private func expectFailure(
        _ file: URL, stage: String, code: String, message: String, hint: String?, options: [String] = []
    ) throws -> FailureLine? {
        let run = try Dataset([file.path], options: Dataset.quickest + options, into: folder.url("out"))
        #expect(run.result.exitCode == 65, "\(run.result)")
        #expect(run.files == ["failures.jsonl", "manifest.jsonl", "summary.json"])
        let line = try #require(try run.failures().first)
        #expect(try run.failures().count == 1)
        #expect(line.path == file.lastPathComponent)
        #expect(line.failureClass == .permanent)
        #expect(line.attempts == 1)
        #expect(line.stage == stage && line.code == code, "\(line)")
        #expect(line.message.contains(message), "\(line.message)")
        #expect(line.hint == hint)
        let advice = hint.map { " (\($0))" } ?? ""
        #expect(run.result.errors == "omnizip: \(line.path): \(line.message)\(advice)\n")
        let check = SchemaValidation.Check(schema: "failure-line", path: run.path("failures.jsonl"), lines: true)
        #expect(try SchemaValidation.run([check]).valid == 1)
        return line
    }

    private static let checkItPlays = "check that the file is complete and plays with ffplay"

    @Test(arguments: ["text.mp4", "notes.txt"])
    func noMediaFile(name: String) throws {
        let file = try folder.write("this is not media\n", to: name)
        try expectFailure(
            file, stage: "index", code: "not_media", message: "Invalid data found when processing input",
            hint: Self.checkItPlays)
    }

    @Test func anEmptyFile() throws {
        let file = try folder.write("", to: "empty.mp4")
        try expectFailure(
            file, stage: "index", code: "not_media", message: "open: The file is empty", hint: "copy or record it again"
        )
    }

    @Test func neitherPicturesNorSound() throws {
        let subtitles = try folder.write("1\n00:00:00,000 --> 00:00:02,000\nHello\n", to: "words.srt")
        let file = folder.url("words.mkv")
        try FFmpegTool.run(["-i", subtitles.path, "-c:s", "srt", file.path])
        try expectFailure(
            file, stage: "index", code: "no_streams", message: "Neither video nor audio among 1 streams", hint: nil)
    }

    @Test func sidesThatDifferByMoreThan200() throws {
        let file = folder.url("wide.mkv")
        try FFmpegTool.makeClip(file, size: "1610x8", seconds: 0.4, codec: ["-c:v", "ffv1"])
        try expectFailure(
            file, stage: "plan", code: "picture_size", message: "1610x8 picture differ by more than 200:1",
            hint: "crop the video; the model's own tools refuse it too")
    }

    @Test func aPictureOverTheLimit() throws {
        let file = folder.url("big.mkv")
        try FFmpegTool.makeClip(file, size: "640x480", seconds: 0.4, codec: ["-c:v", "ffv1"])
        try expectFailure(
            file, stage: "index", code: "picture_too_large",
            message: "Pictures of 640x480 = 307200 pixels; the limit is 307199",
            hint: "raise --max-picture-pixels if memory allows", options: ["--max-picture-pixels", "307199"])
        let run = try Dataset(
            [file.path], options: Dataset.quickest + ["--max-picture-pixels", "307200"], into: folder.url("out"))
        #expect(run.result.exitCode == 0, "\(run.result)")
    }

    @Test(arguments: [
        (UInt32(500), "sample_rate_out_of_range", "500 Hz; 1000 to 768000 Hz"),
        (4_000_000_000, "not_media", "Invalid sample rate"),
    ])
    func anAbsurdSampleRate(rate: UInt32, code: String, message: String) throws {
        let file = folder.url("rate.wav")
        try FFmpegTool.run([
            "-f", "lavfi", "-i", "sine=duration=1", "-c:a", "pcm_s16le", "-fflags", "+bitexact", file.path,
        ])
        var bytes = try Data(contentsOf: file)
        withUnsafeBytes(of: rate.littleEndian) { bytes.replaceSubrange(24..<28, with: $0) }
        try bytes.write(to: file)
        let hint = rate == 500 ? "the header is damaged: record or convert the file again" : Self.checkItPlays
        try expectFailure(file, stage: "index", code: code, message: message, hint: hint)
    }

    @Test func aHeaderWithoutOneFrameOrSample() throws {
        let file = try DamagedFiles.makeClip("head.mp4", in: folder)
        let bytes = try Data(contentsOf: file)
        let start = try #require(bytes.range(of: Data("mdat".utf8))).upperBound
        try bytes.prefix(start + 100).write(to: file)
        try expectFailure(
            file, stage: "audio", code: "no_frames", message: "No frame to show in 0 video packets",
            hint: Self.checkItPlays)
    }

    @Test func aFileThatMayNotBeRead() throws {
        let file = try DamagedFiles.makeClip("secret.mkv", in: folder)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
        let out = folder.path("out")
        let result = try Unprivileged.run(["run", file.path, "--output", out])
        #expect(result.exitCode == 65, "\(result)")
        let line = try #require(try JSONLines.read(FailureLine.self, path: out + "/failures.jsonl").first)
        #expect(line.code == "permission_denied" && line.failureClass == .permanent)
        #expect(line.message == "open: Permission denied")
        #expect(line.hint == "check the permissions of the file and its folders")
    }

    @Test func aFolderThatMayNotBeListedIsAFailureAndNotSilence() throws {
        try folder.write("x", to: "in/locked/a.mp4")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path("in/locked"))
        let out = folder.path("out")
        let result = try Unprivileged.run(["run", folder.path("in"), "--output", out])
        #expect(result.exitCode == 1, "\(result)")
        let lines = try JSONLines.read(FailureLine.self, path: out + "/failures.jsonl")
        #expect(lines.map(\.path) == ["locked"])
        #expect(lines.first?.message == "list folder: The folder cannot be listed")
    }

    @Test func aPipeIsNoFile() throws {
        #expect(mkfifo(folder.path("pipe.mp4"), 0o600) == 0)
        try expectFailure(
            folder.url("pipe.mp4"), stage: "index", code: "not_a_file", message: "open: Not a regular file",
            hint: "name a regular file")
    }
}
