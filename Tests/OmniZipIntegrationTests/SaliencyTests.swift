import Foundation
import OmniZipBundle
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// `run --saliency`: audio tokens chosen by a saliency from elsewhere.
@Suite struct SaliencyTests {
    private let clip = "slide-talk.mp4"
    private let tokens = 350

    private func file(
        _ values: [Float], in folder: TemporaryFolder, name: String = "saliency.safetensors"
    ) throws -> String {
        let path = folder.path(name)
        let writer = try SafetensorsWriter(
            path: path, tensors: [SafetensorsDeclaration("audio_saliency", .f32, [values.count])], metadata: [:])
        try writer.write(values, to: "audio_saliency")
        try writer.publish()
        return path
    }

    private func run(_ folder: TemporaryFolder, _ arguments: [String], clip: String? = nil) throws -> ProgramResult {
        try BuiltProgram.run(
            ["run", try SampleClips.path(clip ?? self.clip), "-o", folder.path("out"), "--content", "plan"] + arguments)
    }

    @Test func theGivenSaliencyChoosesTheTokens() throws {
        let folder = try TemporaryFolder()
        // The last 245 tokens are the salient ones.
        let values = (0..<tokens).map { Float($0) }
        let run = try run(folder, ["--saliency", try file(values, in: folder)])
        #expect(run.exitCode == 0, "\(run)")
        #expect(run.output.contains("overlap with the plan with the encoder's own saliency"))
        let bundle = try BundleReader(path: folder.path("out/\(clip).safetensors")).bundle
        #expect(bundle.audioSaliency == values)
        #expect(bundle.audioKeep.suffix(245).allSatisfy { $0 })
        let document = try BundleDocument(path: folder.path("out/\(clip).json"))
        let summary = try #require(document.saliency)
        #expect(summary.sha256 == bundle.metadata.saliencySHA256)
        #expect(summary.audioOverlap.total == tokens && summary.videoOverlap.total == bundle.videoKeep.count)
        #expect(summary.audioOverlap.keptByBoth < summary.audioOverlap.kept)
        #expect(try BuiltProgram.run(["verify", folder.path("out")]).exitCode == 0)
    }

    /// The encoder's own saliency, given as a file, gives the same plan: a bundle is such a file.
    @Test func theEncodersOwnAsAFileGivesTheSameMasks() throws {
        let folder = try TemporaryFolder()
        let plain = try BuiltProgram.run([
            "run", try SampleClips.path(clip), "-o", folder.path("plain"), "--content", "plan",
        ])
        #expect(plain.exitCode == 0, "\(plain)")
        let own = folder.path("plain/\(clip).safetensors")
        #expect(try run(folder, ["--saliency", own]).exitCode == 0)
        let (one, other) = (
            try BundleReader(path: own).bundle, try BundleReader(path: folder.path("out/\(clip).safetensors")).bundle
        )
        #expect(one.audioKeep == other.audioKeep && one.videoKeep == other.videoKeep && one.merges == other.merges)
        #expect(one.metadata.configSHA256 != other.metadata.configSHA256)
        let summary = try #require(try BundleDocument(path: folder.path("out/\(clip).json")).saliency)
        #expect(summary.audioOverlap.intersectionOverUnion == 1 && summary.videoOverlap.intersectionOverUnion == 1)
        let without = try BundleDocument(path: folder.path("plain/\(clip).json"))
        #expect(without.saliency == nil)
    }

    /// Another file is another configuration: what was done is done again.
    @Test func anotherFileIsNotTakenForDone() throws {
        let folder = try TemporaryFolder()
        let first = try file([Float](repeating: 1, count: tokens), in: folder)
        #expect(try run(folder, ["--saliency", first]).exitCode == 0)
        let again = try run(folder, ["--saliency", first])
        #expect(again.output.contains("1 done (1 of them before)"), "\(again)")
        let second = try file((0..<tokens).map { Float($0) }, in: folder, name: "second.safetensors")
        #expect(try run(folder, ["--saliency", second]).output.contains("videos: 1 done"))
    }

    @Test func anotherNumberOfTokensFailsWithBothNumbers() throws {
        let folder = try TemporaryFolder()
        let path = try file([1, 2, 3], in: folder)
        let heard = try run(folder, ["--saliency", path])
        #expect(heard.exitCode == 65)
        #expect(heard.errors.contains("3 values for the clip's 350 audio tokens (25 a second)"), "\(heard)")
        let silent = try run(folder, ["--saliency", path], clip: "silent.mp4")
        #expect(silent.exitCode == 65 && silent.errors.contains("3 values for the clip's 0 audio tokens"))
    }

    /// Sound that is left out has no tokens, and the saliency given for some is not passed over.
    @Test func saliencyOfSoundThatCannotBeUsedFails() throws {
        let folder = try TemporaryFolder()
        let video = folder.path("low.mkv")
        try FFmpegTool.run([
            "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=1", "-f", "lavfi", "-i",
            "sine=sample_rate=8000:duration=1", "-c:v", "ffv1", "-c:a", "pcm_s16le", "-ar", "500", video,
        ])
        let run = try BuiltProgram.run([
            "run", video, "-o", folder.path("out"), "--saliency", try file([1, 2, 3], in: folder),
        ])
        #expect(run.exitCode == 65, "\(run)")
        #expect(run.errors.contains("3 values for the clip's 0 audio tokens"), "\(run)")
    }

    @Test func whatIsNoSaliencyIsAUsageError() throws {
        let folder = try TemporaryFolder()
        let unsound = try file([1, -1, .nan], in: folder)
        for (path, words) in [
            (unsound, "value 1 is -1.0"), (folder.path("missing"), "No such file"),
            (try SampleClips.path(clip), "audio_saliency"),
        ] {
            let run = try run(folder, ["--saliency", path])
            #expect(run.exitCode == 64 && run.errors.contains(words), "\(run)")
        }
        let named = try run(folder, ["--saliency", unsound])
        #expect(named.errors.contains("\(unsound): read tensor audio_saliency"), "\(named)")
        let many = try BuiltProgram.run([
            "run", try SampleClips.path(clip), try SampleClips.path("silent.mp4"), "-o", folder.path("out"),
            "--saliency", try file([1], in: folder, name: "one.safetensors"),
        ])
        #expect(many.exitCode == 64 && many.errors.contains("one video"), "\(many)")
        let from = try BuiltProgram.run(["preview", "--from", "x.safetensors", "--saliency", unsound])
        #expect(from.exitCode == 64)
    }

    @Test func aPreviewCountsWithIt() throws {
        let folder = try TemporaryFolder()
        let path = try file((0..<tokens).map { Float($0) }, in: folder)
        let report = try PreviewRuns.report([try SampleClips.path(clip), "--plan-only", "--saliency", path])
        #expect(try run(folder, ["--saliency", path]).exitCode == 0)
        let bundle = try BundleReader(path: folder.path("out/\(clip).safetensors")).bundle
        let kept = report.chosen.windows.map(\.audio.kept)
        #expect(kept == bundle.windows.map { bundle.audioKeep[$0.audio].count { $0 } })
    }
}
