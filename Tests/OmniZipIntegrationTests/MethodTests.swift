import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// `run --method`: bundles of the methods that a preview compares with.
@Suite struct MethodTests {
    private static let baselines = SelectionMethod.allCases.filter { $0 != .omnizip }.map(\.rawValue)

    private func run(_ clip: String, _ method: String, _ folder: TemporaryFolder, _ more: String...) throws -> String {
        let output = folder.path("\(method)\(more.joined())")
        let run = try BuiltProgram.run(
            ["run", try SampleClips.path(clip), "-o", output, "--method", method] + more)
        #expect(run.exitCode == 0, "\(run)")
        return "\(output)/\(clip).safetensors"
    }

    /// Masks are those of the preview's page, counts and losses those of its report; the bundle is sound.
    @Test func bundlesHoldWhatAPreviewCompares() throws {
        let folder = try TemporaryFolder()
        let clip = "speech-object.mp4"
        let page = folder.path("page.html")
        let report = try PreviewRuns.report([try SampleClips.path(clip), "--methods", "all", "--html", page])
        let own = try SampleRuns.standard().bundle(clip)
        for method in Self.baselines {
            let path = try run(clip, method, folder)
            let bundle = try BundleReader(path: path).bundle
            let choice = try PreviewRuns.choice(method, page: page)
            #expect(bundle.videoKeep == choice.videoKeep, "\(method)")
            #expect(bundle.audioKeep == choice.audioState.map { $0 == 1 || $0 == 2 }, "\(method)")
            #expect(bundle.metadata.method.rawValue == method)
            #expect(bundle.audioSaliency == own.audioSaliency && bundle.audioVideoScore == own.audioVideoScore)
            #expect(bundle.positions == own.positions && bundle.keptCount == own.keptCount, "\(method)")
            #expect(bundle.merges == (method == "fixed" ? own.merges : MergeTable()), "\(method)")
            let document = try BundleDocument(path: path.dropLast("safetensors".count) + "json")
            #expect(document.provenance.method?.rawValue == method)
            let outcome = try #require(report.alternatives.first { $0.id == method })
            #expect(document.windows.map(\.video) == outcome.windows.map(\.video), "\(method)")
            #expect(document.windows.map(\.audio) == outcome.windows.map(\.audio), "\(method)")
            let verified = try BuiltProgram.run(["verify", folder.path(method)])
            #expect(verified.exitCode == 0, "\(verified)")
            let inspected = try BuiltProgram.run(["inspect", path])
            #expect(inspected.output.contains("method   \(method)"), "\(inspected)")
            let seen = try PreviewRuns.report(["--from", path, "--video", try SampleClips.path(clip)])
            #expect(seen.chosen.method == method && seen.chosen.loss == outcome.loss, "\(method)")
        }
    }

    /// Whatever the method: the rate of a window is the share of its video that goes, to the token.
    @Test func windowsTellTheRatesOfTheirMasks() throws {
        let folder = try TemporaryFolder()
        for method in SelectionMethod.allCases {
            let path = try run("speech-object.mp4", method.rawValue, folder, "--content", "plan")
            let document = try BundleDocument(path: path.dropLast("safetensors".count) + "json")
            #expect(document.windows.count > 2)
            for window in document.windows {
                let share = Double(window.video.total - window.video.kept) / Double(window.video.total)
                let tolerance = method == .dycoke ? 1e-6 : 1 / Double(window.video.total)
                #expect(abs(Double(window.rate) - share) <= tolerance, "\(method), window \(window.index)")
            }
        }
    }

    /// Kept rows are the encoder's tokens at the kept positions: with nothing pruned away, they are where the mask says.
    @Test func keptRowsAreTheTokensOfTheMask() throws {
        let folder = try TemporaryFolder()
        let clip = "cuts-music.mp4"
        // Everything kept, nothing merged: the rows of all tokens, in the block's order.
        let all = try BundleReader(
            path: try run(
                clip, "omnizip", folder, "--rho-audio", "0", "--rho-video", "0", "--rate-min", "0", "--merge-count", "0"
            ))
        let tokens = try all.tokens().values
        let width = all.bundle.metadata.dimension
        for method in ["dycoke", "energy", "random", "uniform"] {
            let reader = try BundleReader(path: try run(clip, method, folder))
            let keep = try #require(reader.bundle.keep)
            let wanted = keep.indices.filter { keep[$0] }.flatMap { tokens[$0 * width..<($0 + 1) * width] }
            #expect(try reader.tokens().values == wanted, "\(method)")
        }
    }

    /// Without sound or without pictures there is less to choose, and no method fails.
    @Test(arguments: ["silent.mp4", "audio-only.m4a", "audio-longer.mp4"])
    func clipsOfEveryKind(_ clip: String) throws {
        let folder = try TemporaryFolder()
        let own = try SampleRuns.standard().bundle(clip)
        for method in Self.baselines {
            let bundle = try BundleReader(path: try run(clip, method, folder, "--content", "plan")).bundle
            #expect(bundle.keptCount == own.keptCount, "\(method)")
        }
    }

    @Test(arguments: ["silent.mp4", "speech-object.mp4"])
    func randomFollowsItsSeed(_ clip: String) throws {
        let folder = try TemporaryFolder()
        let masks = try ["1", "2"].map { seed in
            try BundleReader(path: try run(clip, "random", folder, "--seed", seed, "--content", "plan")).bundle
        }
        #expect(masks[0].videoKeep != masks[1].videoKeep)
        #expect(masks[0].audioKeep != masks[1].audioKeep || clip == "silent.mp4")
        #expect(masks.map(\.metadata.seed?.rawValue) == [1, 2])
        #expect(masks[0].metadata.configSHA256 != masks[1].metadata.configSHA256)
        let other = try TemporaryFolder()
        let again = try run(clip, "random", other, "--seed", "1", "--content", "plan")
        let same = try BundleReader(path: again).bundle
        #expect(same.videoKeep == masks[0].videoKeep && same.audioKeep == masks[0].audioKeep)
    }

    /// Also the seed that nobody gave.
    @Test func onlyRandomTellsASeed() throws {
        let folder = try TemporaryFolder()
        for method in ["random", "uniform"] {
            let path = try run("silent.mp4", method, folder, "--content", "plan")
            let wanted = method == "random" ? 0 : nil
            #expect(try BundleReader(path: path).bundle.metadata.seed?.rawValue == wanted)
            let document = try BundleDocument(path: path.dropLast("safetensors".count) + "json")
            #expect(document.provenance.seed?.rawValue == wanted)
            let inspected = try BuiltProgram.run(["inspect", path])
            #expect(inspected.output.contains("method   random, seed 0, at the counts of omnizip") == (wanted != nil))
        }
    }

    /// Which worker takes which clip does not matter.
    @Test(arguments: ["dycoke", "energy", "random"])
    func theNumberOfJobsDoesNotMatter(_ method: String) throws {
        let folder = try TemporaryFolder()
        let clips = ["cuts-music.mp4", "silent.mp4", "speech-object.mp4"]
        for jobs in ["1", "2"] {
            let run = try BuiltProgram.run(
                ["run"] + clips.map { try SampleClips.path($0) }
                    + ["-o", folder.path(jobs), "--method", method, "--jobs", jobs] + Dataset.quick)
            #expect(run.exitCode == 0, "\(run)")
        }
        for clip in clips {
            let bytes = try ["1", "2"].map { try Data(contentsOf: folder.url("\($0)/\(clip).safetensors")) }
            #expect(bytes[0] == bytes[1], "\(clip)")
        }
    }

    @Test func guidanceMovesVideoBetweenWindowsAndNothingElse() throws {
        let folder = try TemporaryFolder()
        let clip = "speech-object.mp4"
        let own = try SampleRuns.standard().bundle(clip)
        for guidance in ["stretched", "floor", "wide"] {
            let path = try run(clip, "omnizip", folder, "--guidance", guidance)
            let bundle = try BundleReader(path: path).bundle
            #expect(bundle.metadata.parameters.guidance.rawValue == guidance)
            #expect(bundle.audioKeep == own.audioKeep && bundle.keptCount == own.keptCount, "\(guidance)")
            #expect(bundle.windows.map(\.rate) != own.windows.map(\.rate), "\(guidance)")
            let inspected = try BuiltProgram.run(["inspect", path])
            #expect(inspected.output.contains("guidance \(guidance)"), "\(inspected)")
            let previewed = try BuiltProgram.run(["preview", "--from", path])
            #expect(previewed.output.contains("omnizip, guidance \(guidance), scope window"), "\(previewed)")
        }
    }

    @Test func whatDoesNotGoTogetherIsAUsageError() throws {
        let folder = try TemporaryFolder()
        let clip = try SampleClips.path("silent.mp4")
        let file = try folder.write("method: dycoke\ntemporal: merge\n", to: "merge.yaml").path
        for (arguments, words) in [
            (["run", clip, "-o", folder.path("out"), "--method", "best"], "method: 'best' is not allowed: omnizip, "),
            (["run", clip, "-o", folder.path("out"), "--seed", "3"], "seed: 3 is for method random"),
            (["run", clip, "-o", folder.path("out"), "--pipeline", file], "merge does not go with method dycoke"),
            (
                ["run", clip, "-o", folder.path("out"), "--method", "fixed", "--guidance", "wide"],
                "wide does not go with method fixed"
            ), (["preview", clip, "--method", "uniform"], "a preview compares methods by --methods"),
            (["compress", "x.safetensors", "-o", "y.safetensors", "--method", "fixed"], "Unknown option '--method'"),
        ] {
            let result = try BuiltProgram.run(arguments)
            #expect(result.exitCode == 64 && result.errors.contains(words), "\(result)")
            #expect(folder.files() == ["merge.yaml"])
        }
    }

    @Test func aGivenSaliencyIsForOmniZip() throws {
        let folder = try TemporaryFolder()
        let own = try SampleRuns.standard().path("slide-talk.mp4.safetensors")
        let result = try BuiltProgram.run([
            "run", try SampleClips.path("slide-talk.mp4"), "-o", folder.path("out"), "--saliency", own, "--method",
            "energy",
        ])
        #expect(
            result.exitCode == 64 && result.errors.contains("energy does not go with a given saliency"), "\(result)")
    }
}
