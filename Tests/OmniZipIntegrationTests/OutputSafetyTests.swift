import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// The program neither overwrites what is not its own nor forgets what it wrote.
@Suite struct OutputSafetyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ input: String, into output: String) throws -> ProgramResult {
        try BuiltProgram.run(["run", input, "--output", output] + Dataset.quickest)
    }

    @Test func theOutputFolderIsNotAnInput() throws {
        try folder.write("mine", to: "clips/a.mp4.json")
        let result = try run(folder.path("clips"), into: folder.path("clips"))
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("the output folder is also an input"))
    }

    @Test func filesOfOthersAreKept() throws {
        try folder.write("mine", to: "out/silent.mp4.json")
        let result = try run(try SampleClips.path("silent.mp4"), into: folder.path("out"))
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("silent.mp4.json: a file of this name exists that omnizip did not write"))
        #expect(try String(contentsOf: folder.url("out/silent.mp4.json"), encoding: .utf8) == "mine")
    }

    @Test func aSecondRunAddsToTheDataset() throws {
        let out = folder.path("out")
        #expect(try run(try SampleClips.path("silent.mp4"), into: out).exitCode == 0)
        #expect(try run(try SampleClips.path("audio-only.m4a"), into: out).exitCode == 0)
        let lines = try JSONLines.read(ManifestLine.self, path: folder.path("out/manifest.jsonl"))
        #expect(lines.map(\.path) == ["audio-only.m4a", "silent.mp4"])
        let check = try BuiltProgram.run(["verify", out])
        #expect(check.exitCode == 0, "\(check)")
    }

    @Test func anInputThatIsNoLongerUsableLosesItsBundle() throws {
        let out = folder.path("out")
        let clip = folder.url("clip.m4a")
        try FileManager.default.copyItem(atPath: try SampleClips.path("audio-only.m4a"), toPath: clip.path)
        #expect(try run(clip.path, into: out).exitCode == 0)
        try Data("no media".utf8).write(to: clip)
        #expect(try run(clip.path, into: out).exitCode == 65)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: out).sorted()
                == ["catalog.sqlite", "failures.jsonl", "manifest.jsonl", "summary.json"])
        #expect(try BuiltProgram.run(["verify", out]).exitCode == 0)
    }

    @Test func compressDoesNotOverwriteItsInput() throws {
        let path = try EmbeddingFiles.write(to: folder.path("e.safetensors"))
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let result = try BuiltProgram.run(["compress", path, "--output", path])
        #expect(result.exitCode == 64 && result.errors.contains("the output is the input itself"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        let missing = try BuiltProgram.run(["compress", path, "--output", folder.path("no/where.safetensors")])
        #expect(missing.exitCode == 64 && missing.errors.contains("does not exist; create it first"))
    }

    @Test(arguments: ["run", "compress"])
    func anEmptyOutputIsWrongUsage(command: String) throws {
        let path = try EmbeddingFiles.write(to: folder.path("e.safetensors"))
        #expect(try BuiltProgram.run([command, path, "--output", ""]).exitCode == 64)
    }

    @Test func aNegativeValueIsNamed() throws {
        let result = try BuiltProgram.run(["run", "a.mp4", "--output", "x", "--rho-audio", "-1"])
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("rho_audio: '-1' is not allowed"))
    }

    @Test func namesCannotCommandTheTerminal() throws {
        let name = "a\u{1b}[31m\nb.mp4"
        try folder.write("no media", to: "in/" + name)
        let result = try run(folder.path("in"), into: folder.path("out"))
        #expect(result.exitCode == 1)
        #expect(!(result.output + result.errors).contains("\u{1b}"))
        #expect(result.errors.contains("a\\u{1b}[31m\\nb.mp4"))
    }

    @Test func stillPicturesOfAFolderAreNoVideos() throws {
        try FileManager.default.createDirectory(at: folder.url("in"), withIntermediateDirectories: true)
        try FFmpegTool.run(["-f", "lavfi", "-i", "color=size=64x48", "-frames:v", "1", folder.path("in/thumb.png")])
        let skipped = try run(folder.path("in"), into: folder.path("out"))
        #expect(skipped.exitCode == 0 && skipped.output.contains("1 skipped: no media"))
        #expect(try run(folder.path("in/thumb.png"), into: folder.path("named")).exitCode == 0)
    }

    /// What nobody reads, or cannot be written, never takes the lists with it.
    @Test(arguments: [
        ("> /dev/full", Int32(75)), (">&-", 75), ("2> /dev/full", 0), ("2>&-", 0), ("2>&1 > /dev/null | head -c 1", 0),
    ])
    func streamsThatCannotBeWritten(redirection: String, code: Int32) throws {
        let program = try BuiltProgram.url().path
        let clip = try SampleClips.path("silent.mp4")
        let command = "\"$0\" run \"$1\" --output \"$2\" --progress json --min-frames 2 --max-frames 2 \(redirection)"
        let result = try ProgramRunner.run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", command, program, clip, folder.path("out")])
        #expect(result.exitCode == code, "\(result)")
        #expect(try JSONLines.read(ManifestLine.self, path: folder.path("out/manifest.jsonl")).count == 1)
    }
}
