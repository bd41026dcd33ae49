import Foundation
import OmniZipBundle
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// `inspect --against`: how far two plans of one video agree.
@Suite struct OverlapTests {
    private let clip = "speech-object.mp4"

    private func plan(_ folder: TemporaryFolder, _ name: String, _ options: [String]) throws -> String {
        let run = try BuiltProgram.run(
            ["run", try SampleClips.path(clip), "-o", folder.path(name), "--content", "plan"] + options)
        #expect(run.exitCode == 0, "\(run)")
        return folder.path("\(name)/\(clip).safetensors")
    }

    @Test func countsWhatBothKeep() throws {
        let folder = try TemporaryFolder()
        let mild = try plan(folder, "mild", ["--rho-audio", "0.3", "--rho-video", "0.6"])
        let strong = try plan(folder, "strong", ["--rho-audio", "0.4", "--rho-video", "0.7"])
        let run = try BuiltProgram.run(["inspect", strong, "--against", mild, "--json"])
        #expect(run.exitCode == 0, "\(run)")
        let document = try JSONDecoder().decode(OverlapDocument.self, from: run.standardOutput)
        let (one, other) = (try BundleReader(path: strong).bundle, try BundleReader(path: mild).bundle)
        #expect(document.video.kept == one.videoKeep.count { $0 })
        #expect(document.video.keptByOther == other.videoKeep.count { $0 })
        #expect(document.video.keptByBoth == zip(one.videoKeep, other.videoKeep).count { $0 && $1 })
        #expect(document.audio.keptByBoth == zip(one.audioKeep, other.audioKeep).count { $0 && $1 })
        #expect(document.windows.count == one.windows.count)
        #expect(document.windows.reduce(0) { $0 + $1.audio.keptByBoth } == document.audio.keptByBoth)
        #expect(document.windows.reduce(0) { $0 + $1.video.total } == document.video.total)
        let text = try BuiltProgram.run(["inspect", strong, "--against", mild])
        #expect(text.output.contains("overlap with") && text.output.contains("by chance"))
    }

    @Test func plansOfOtherGeometriesAreRefused() throws {
        let folder = try TemporaryFolder()
        let one = try plan(folder, "one", [])
        let other = try plan(folder, "other", ["--fps", "1"])
        let run = try BuiltProgram.run(["inspect", one, "--against", other])
        #expect(run.exitCode == 65)
        #expect(run.errors.contains("12 x 9 x 16 video and 300 audio tokens"), "\(run)")
        #expect(run.errors.contains("6 x 9 x 16 video and 300 audio tokens"))
        #expect(run.errors.contains("--max-pixels"))
        let missing = try BuiltProgram.run(["inspect", one, "--against", folder.path("missing")])
        #expect(missing.exitCode == 65, "\(missing)")
    }
}
