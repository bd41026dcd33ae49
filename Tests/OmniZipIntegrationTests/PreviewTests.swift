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
        let ids = ([report.chosen] + report.alternatives + report.sweep).map(\.id)
        #expect(Set(ids).count == ids.count)
        // The same sound, so the same fates.
        #expect(try PreviewRuns.choice("fixed", page: page).audioState == chosen.audioState)
        let plan = try PreviewRuns.report([try SampleClips.path(clip), "--plan-only", "--methods", "all"])
        for (planned, seen) in zip(plan.alternatives, report.alternatives) where planned.id != "dycoke" {
            #expect(planned.windows.map(\.video) == seen.windows.map(\.video), "\(planned.id)")
        }
        #expect(plan.alternatives.first { $0.id == "dycoke" }?.windows.isEmpty == true)
        #expect(plan.alternatives.map(\.block) == report.alternatives.prefix(5).map(\.block))
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
            #expect(alone.source.durationSeconds == full.source.durationSeconds)
            #expect(alone.source.video == full.source.video && alone.source.audio == full.source.audio)
            #expect(alone.chosen.loss.psnrDecibels == nil && alone.chosen.loss.salientEnergyKept == nil)
            let both = try PreviewRuns.report([
                "--from", run.path(clip + ".safetensors"), "--video", try SampleClips.path(clip),
            ])
            #expect(both.basis == .bundleAndVideo)
            #expect(both.chosen.loss == full.chosen.loss)
            #expect(both.chosen.windows == full.chosen.windows)
        }
    }

    /// A document of other work says nothing of a bundle, and none is needed.
    @Test func aBundleNeedsNoDocument() throws {
        let folder = try TemporaryFolder()
        let run = try SampleRuns.standard()
        try folder.write(try run.bytes("silent.mp4.safetensors"), to: "a.safetensors")
        #expect(try PreviewRuns.report(["--from", folder.path("a.safetensors")]).source.video == nil)
        try folder.write(try run.bytes("letterbox.mp4.json"), to: "a.json")
        let report = try PreviewRuns.report(["--from", folder.path("a.safetensors")])
        #expect(report.source.video == nil && report.source.name == "silent.mp4")
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
        let bundle = try SampleRuns.standard().path("silent.mp4.safetensors")
        for arguments in [
            [], [clip, "--methods", "best"], [clip, "--tflops", "0"], [clip, "--fit"], [clip, "--max-tokens", "0"],
            [clip, "--video", clip], [clip, "--from", clip], [clip, "--sort", "colour"], [clip, "--model", "gpt"],
            [clip, "--html", ""], [clip, "--sort", "kept"], [clip, "--include", "*.mp4"], [clip, "--seed", "5"],
            [clip, "--methods", "all", "--seed", "-1"], ["--from", bundle, "--seed", "5"],
            [try SampleClips.folder().path, "--sweep"], ["--from", bundle, "--rho-audio", "0.9"],
            ["--from", bundle, "--methods", "all"], ["--from", bundle, "--plan-only"],
            ["--from", bundle, "--sort", "name"],
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

    /// Metadata are only text: what a bundle claims of its pictures, frames and rates is checked before it is used.
    @Test(arguments: [
        ("resized_height", "028"), ("resized_height", "999"), ("resized_width", "112"), ("rho_audio", "9e9"),
        ("rho_video", "-.6"), ("rate_min", ".999"), ("seconds_per_grid", "9e9"),
    ])
    func aBundlesClaimsAreChecked(_ key: String, _ value: String) throws {
        let folder = try TemporaryFolder()
        var bytes = Data(try SampleRuns.standard().bytes("speech-object.mp4.safetensors"))
        let start = try #require(bytes.range(of: Data("\"\(key)\":\"".utf8))).upperBound
        let end = try #require(bytes.range(of: Data("\"".utf8), in: start..<bytes.count)).lowerBound
        // As long as before: the header's length stays.
        let text = value.padding(toLength: max(end - start, value.count), withPad: "0", startingAt: 0)
        guard text.utf8.count == end - start else { return #expect(Bool(false), "\(key) is too short") }
        bytes.replaceSubrange(start..<end, with: Data(text.utf8))
        let file = try folder.write(bytes, to: "bundle.safetensors")
        let video = try SampleClips.path("speech-object.mp4")
        for arguments in [[], ["--video", video]] {
            let result = try BuiltProgram.run(
                ["preview", "--from", file.path, "--html", folder.path("page.html")] + arguments)
            #expect([0, 64, 65].contains(result.exitCode), "\(key) \(arguments): \(result)")
        }
        let both = try BuiltProgram.run(["preview", "--from", file.path, "--video", video])
        #expect(both.exitCode != 0, "\(key): \(both)")
    }

    /// Nothing but colour differs between a terminal and a pipe, and a pipe has no colour.
    @Test func pipedOutputHasNoColour() throws {
        let result = try BuiltProgram.run(
            ["preview", try SampleClips.path("silent.mp4"), "--plan-only"], environment: ["COLUMNS": "80"])
        #expect(result.exitCode == 0 && !result.output.contains("\u{1B}"))
        #expect(result.errors.isEmpty)
    }
}
