import Foundation
import OmniZipBundle
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// `omnizip preview` against what `omnizip run` does.
@Suite struct PreviewTests {
    /// Clips of every kind: sound and pictures, one of them alone, late, early and longer sound, variable rate.
    @Test(arguments: SampleClips.names)
    func planOnlyCountsAreThoseOfRun(_ clip: String) throws {
        let report = try PreviewRuns.report([try SampleClips.path(clip), "--plan-only"])
        let document = try SampleRuns.standard().document(clip)
        #expect(report.basis == .plan)
        #expect(report.chosen.video == document.counts.video)
        #expect(report.chosen.audio == document.counts.audio)
        #expect(report.chosen.windows.map(\.video) == document.windows.map(\.video))
        #expect(report.chosen.windows.map(\.audio) == document.windows.map(\.audio))
        #expect(report.sampling == document.sampling)
        #expect(report.warnings == document.warnings)
        #expect(report.chosen.cost.compressed == document.cost.compressed)
        #expect(report.chosen.loss.psnrDecibels == nil && report.chosen.loss.movingCells == nil)
        let written =
            try SampleRuns.standard().bytes(clip + ".safetensors").count
            + SampleRuns.standard().bytes(clip + ".json").count
        let estimate = try #require(report.outputBytes)
        #expect(abs(Double(estimate) / Double(written) - 1) < 0.03, "\(estimate) for \(written)")
    }

    /// Whatever is compared besides: the pass over the pictures must not change what is chosen.
    @Test func aFullPreviewKeepsWhatRunKeepsAndWritesNothing() throws {
        let folder = try TemporaryFolder()
        let run = try SampleRuns.standard()
        let clip = "speech-object.mp4"
        let page = folder.path("page.html")
        let report = try PreviewRuns.report([try SampleClips.path(clip), "--methods", "all", "--sweep", "--html", page])
        #expect(folder.files() == ["page.html"])
        let chosen = try PreviewRuns.choice("omnizip", page: page)
        let bundle = try run.bundle(clip)
        #expect(chosen.videoKeep == bundle.videoKeep)
        #expect(chosen.audioState.map { $0 == 1 || $0 == 2 } == bundle.audioKeep)
        let merged = Set(zip(bundle.merges.source, bundle.merges.target).compactMap { $0.0 == $0.1 ? nil : $0.0 })
        #expect(chosen.audioState.count { $0 == 3 } == merged.count && !merged.isEmpty)
        #expect(report.alternatives.map(\.id).prefix(5) == ["fixed", "dycoke", "uniform", "random", "energy"])
        for other in report.alternatives.prefix(5) {
            #expect(other.block == report.chosen.block, "\(other.id)")
            #expect(other.windows.map(\.audio) == report.chosen.windows.map(\.audio), "\(other.id)")
        }
        #expect(report.sweep.count == 20 && report.sweep.allSatisfy { $0.windows.isEmpty })
        // The pair of the preview itself is in the table, with the same figures.
        let own = try #require(report.sweep.first { $0.rhoAudio == 0.3 && $0.rhoVideo == 0.6 })
        #expect(own.block == report.chosen.block && own.loss == report.chosen.loss)
    }

    @Test func aBundleTellsWhatItHoldsAndWithItsVideoWhatIsLost() throws {
        let run = try SampleRuns.standard()
        for clip in ["cuts-music.mp4", "silent.mp4", "audio-only.m4a"] {
            let alone = try PreviewRuns.report(["--from", run.path(clip + ".safetensors")])
            let full = try PreviewRuns.report([try SampleClips.path(clip)])
            #expect(alone.basis == .bundle)
            #expect(alone.chosen.video == full.chosen.video && alone.chosen.audio == full.chosen.audio)
            #expect(
                alone.chosen.loss.longestDroppedAudioSeconds == full.chosen.loss.longestDroppedAudioSeconds)
            #expect(alone.chosen.loss.psnrDecibels == nil && alone.chosen.loss.salientEnergyKept == nil)
            let both = try PreviewRuns.report([
                "--from", run.path(clip + ".safetensors"), "--video", try SampleClips.path(clip),
            ])
            #expect(both.basis == .bundleAndVideo)
            #expect(both.chosen.loss == full.chosen.loss)
            #expect(both.chosen.windows == full.chosen.windows)
        }
    }

    @Test func anotherVideoIsNoBundlesVideo() throws {
        let bundle = try SampleRuns.standard().path("silent.mp4.safetensors")
        let result = try BuiltProgram.run([
            "preview", "--from", bundle, "--video", try SampleClips.path("letterbox.mp4"),
        ])
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("not the video that the bundle was made of"))
        let missing = try BuiltProgram.run(["preview", "--from", bundle, "--video", "/nowhere.mp4"])
        #expect(missing.exitCode == 65, "\(missing)")
    }

    @Test func wrongUsageEndsWith64() throws {
        let clip = try SampleClips.path("silent.mp4")
        for arguments in [
            [], [clip, "--methods", "best"], [clip, "--tflops", "0"], [clip, "--fit"], [clip, "--max-tokens", "0"],
            [clip, "--video", clip], [clip, "--from", clip], [clip, "--sort", "colour"], [clip, "--model", "gpt"],
            [clip, "--html", ""],
        ] {
            let result = try BuiltProgram.run(["preview"] + arguments)
            #expect(result.exitCode == 64, "\(arguments): \(result)")
        }
    }

    @Test func whatCannotBeUsedEndsAsInRun() throws {
        let folder = try TemporaryFolder()
        try folder.write("no media", to: "text.mp4")
        let one = try BuiltProgram.run(["preview", folder.path("text.mp4")])
        #expect(one.exitCode == 65 && one.output.isEmpty && one.errors.contains("text.mp4"))
        #expect(try BuiltProgram.run(["preview", folder.path("gone.mp4")]).exitCode == 64)
    }

    /// Nothing but colour differs between a terminal and a pipe, and a pipe has no colour.
    @Test func pipedOutputHasNoColour() throws {
        let result = try BuiltProgram.run(
            ["preview", try SampleClips.path("silent.mp4"), "--plan-only"], environment: ["COLUMNS": "80"])
        #expect(result.exitCode == 0 && !result.output.contains("\u{1B}"))
        #expect(result.errors.isEmpty)
    }
}
