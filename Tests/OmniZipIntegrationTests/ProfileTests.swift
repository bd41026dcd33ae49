import Foundation
import OmniZipBundle
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// `--profile qwen3-omni` from file to bundle.
@Suite struct ProfileTests {
    private func bundle(_ clip: String, _ options: [String] = []) throws -> TokenBundle {
        let folder = try TemporaryFolder()
        let run = try BuiltProgram.run(
            ["run", try SampleClips.path(clip), "-o", folder.path("out"), "--profile", "qwen3-omni"] + options)
        #expect(run.exitCode == 0, "\(run)")
        #expect(try BuiltProgram.run(["verify", folder.path("out")]).exitCode == 0)
        return try BundleReader(path: folder.path("out/\(clip).safetensors")).bundle
    }

    @Test func aBundleHasTheModelsGeometry() throws {
        let bundle = try bundle("slide-talk.mp4")
        let metadata = bundle.metadata
        #expect(metadata.profile == "qwen3-omni")
        #expect(metadata.resizedHeight == bundle.grid.height * 32 && metadata.resizedWidth == bundle.grid.width * 32)
        #expect(metadata.resizedHeight * metadata.resizedWidth >= 131_072)
        #expect(metadata.melFrames == metadata.audioSamples / 160)
        let rest = (metadata.melFrames % 100 + 7) / 8
        #expect(bundle.audioKeep.count == metadata.melFrames / 100 * 13 + rest)
        #expect(bundle.windows.dropLast().allSatisfy { $0.audio.count == 26 })
        // A softmax at 25 tokens a second, averaged over about two of them.
        let sum = bundle.audioSaliency.reduce(0, +)
        #expect(sum > 0.5 && sum < 0.55)
        guard case .fractional(let ids) = bundle.positions else {
            Issue.record("the position ids are whole")
            return
        }
        let temporal = ids.prefix(bundle.modality.count)
        #expect(temporal.first == 0 && zip(temporal, temporal.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(bundle.modality.first == 1)
    }

    /// A mean frame rate that does not divide the second.
    @Test func idsAreFractional() throws {
        let bundle = try bundle("variable-rate.mp4", ["--content", "plan"])
        guard case .fractional(let ids) = bundle.positions else {
            Issue.record("the position ids are whole")
            return
        }
        #expect(ids.contains { $0 != $0.rounded() })
        #expect(Double(ids.max() ?? 0) < bundle.metadata.nextPosition)
    }

    /// The processor of Qwen3-Omni assumes one frame a second.
    @Test func processorTimingIsTheModels() throws {
        let bundle = try bundle("slide-talk.mp4", ["--timing", "processor", "--content", "plan"])
        #expect(bundle.metadata.secondsPerGrid == 2)
    }

    @Test func aPreviewCountsWhatRunKeeps() throws {
        let bundle = try bundle("speech-object.mp4", ["--content", "plan"])
        let report = try PreviewRuns.report([
            try SampleClips.path("speech-object.mp4"), "--plan-only", "--profile", "qwen3-omni",
        ])
        #expect(report.chosen.block.kept == bundle.keptCount)
        #expect(report.chosen.block.total == bundle.modality.count)
    }

    /// Pixels of one model are not those of the other.
    @Test func pixelsOutsideTheModelsBoundsAreAUsageError() throws {
        let folder = try TemporaryFolder()
        let run = try BuiltProgram.run([
            "run", try SampleClips.path("slide-talk.mp4"), "-o", folder.path("out"), "--profile", "qwen3-omni",
            "--max-pixels", "100352",
        ])
        #expect(run.exitCode == 64)
        #expect(
            run.errors.contains("max_pixels: '100352' is not allowed: 131072 to 786432 with qwen3-omni"),
            "\(run)")
    }
}
