import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Folders in which not everything is a good video.
@Suite struct FolderTests {
    @Test func oneBadFileEndsNothingAndWhatIsNoMediaIsSkipped() throws {
        let folder = try TemporaryFolder()
        try FFmpegTool.makeClip(
            folder.url("good.mkv"), seconds: 1, codec: ["-c:v", "ffv1", "-c:a", "flac"], toneSeconds: 1)
        for name in ["in/a.mkv", "in/talks/z.mkv"] {
            try folder.write(try Data(contentsOf: folder.url("good.mkv")), to: name)
        }
        try folder.write("no media", to: "in/bad.mp4")
        try folder.write("", to: "in/empty.mov")
        try folder.write("read me", to: "in/readme.txt")
        try folder.write("{}", to: "in/data.json")
        try folder.write(Data(repeating: 0, count: 5000), to: "in/zeros")
        try folder.write("", to: "in/nothing")
        try folder.write("hidden", to: "in/.hidden.mp4")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("in/gone.mp4"), withDestinationPath: folder.path("no-such-file"))
        // The output folder lies inside the input folder: it is no input.
        let run = try Dataset([folder.path("in")], options: Dataset.quickest, into: folder.url("in/out"))
        #expect(run.result.exitCode == 1, "\(run.result)")
        #expect(try run.manifest().map(\.path) == ["a.mkv", "talks/z.mkv"])
        let failures = try run.failures()
        #expect(failures.map(\.path) == ["bad.mp4", "empty.mov", "gone.mp4"])
        #expect(failures.map(\.code) == ["not_media", "not_media", "not_found"])
        #expect(failures.allSatisfy { $0.stage == "index" && $0.failureClass == .permanent })
        #expect(run.result.output.contains("videos: 2 done, 3 failed (failures.jsonl), 4 skipped: no media\n"))
        for failure in failures { #expect(run.result.output.contains("failed: \(failure.path): \(failure.message)")) }
        let summary = try run.summary()
        #expect(summary.videos == 5 && summary.done == 2 && summary.failedPermanently == 3)
        #expect(try BuiltProgram.run(["verify", run.folder.path]).exitCode == 0)
        // The layout mirrors the input folder; both files have the same bytes and so the same tokens.
        #expect(run.files.filter { $0.hasPrefix("talks/") } == ["talks/z.mkv.json", "talks/z.mkv.safetensors"])
        #expect(try run.reader("a.mkv").tokens() == run.reader("talks/z.mkv").tokens())
        // A second run finds its own output and does it all again.
        let again = try Dataset([folder.path("in")], options: Dataset.quickest, into: folder.url("in/out"))
        #expect(try again.bytes("manifest.jsonl").isEmpty == false && again.files == run.files)
    }

    @Test func anEmptyFolderIsAnEmptyDataset() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(at: folder.url("in"), withIntermediateDirectories: true)
        let run = try Dataset([folder.path("in")], into: folder.url("out"))
        #expect(run.result.exitCode == 0)
        #expect(run.result.output.contains("videos: 0 done\n"))
        #expect(run.files == ["failures.jsonl", "manifest.jsonl", "summary.json"])
    }

    @Test func aVideoWhoseNameTheDatasetNeedsIsAFailureOtherFilesOfThatNameAreNot() throws {
        let folder = try TemporaryFolder()
        let video = folder.url("summary")
        try FFmpegTool.makeClip(video, seconds: 0.2, codec: ["-c:v", "ffv1", "-f", "matroska"])
        let run = try Dataset([video.path], options: Dataset.quickest, into: folder.url("out"))
        #expect(run.result.exitCode == 65, "\(run.result)")
        let line = try #require(try run.failures().first)
        #expect(line.code == "naming" && line.message.contains("summary.json"))
        try folder.write("In short: nothing happened.", to: "in/summary")
        let other = try Dataset([folder.path("in")], into: folder.url("out"))
        #expect(other.result.exitCode == 0, "\(other.result)")
        #expect(other.result.output.contains("videos: 0 done, 1 skipped: no media\n"))
    }
}
