import OmniZipBundle
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// Previews of bundles that `run --method` made.
@Suite struct MethodPreviewTests {
    private static let clip = "speech-object.mp4"
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The bundle of `method`.
    private func bundle(_ method: String, _ more: String...) throws -> String {
        let output = folder.path(method)
        let run = try BuiltProgram.run(
            ["run", try SampleClips.path(Self.clip), "-o", output, "--method", method, "--content", "plan"] + more)
        #expect(run.exitCode == 0, "\(run)")
        return "\(output)/\(Self.clip).safetensors"
    }

    /// Anchors are what others are merged into: a method that merges nothing has none.
    @Test func aPageShowsAnchorsOnlyWhereTokensAreMerged() throws {
        for method in ["uniform", "random", "fixed"] {
            let path = try bundle(method)
            let page = folder.path("\(method).html")
            _ = try PreviewRuns.report(["--from", path, "--html", page])
            let states = try PreviewRuns.choice("bundle", page: page).audioState
            let keep = try BundleReader(path: path).bundle.audioKeep
            #expect(states.map { $0 == 1 || $0 == 2 } == keep, "\(method)")
            #expect(states.contains { $0 > 1 } == (method == "fixed"), "\(method)")
        }
    }

    /// OmniZip is compared at the bundle's own rates, and `fixed` has its merges, whatever method the bundle is of.
    @Test func withItsVideoABundleIsComparedWithOmniZip() throws {
        let video = try SampleClips.path(Self.clip)
        let full = try PreviewRuns.report([video, "--methods", "all", "--html", folder.path("full.html")])
        let fates = try PreviewRuns.choice("omnizip", page: folder.path("full.html")).audioState
        #expect(fates.contains(2) && fates.contains(3))
        for method in ["uniform", "fixed"] {
            let page = folder.path("\(method).html")
            let seen = try PreviewRuns.report(["--from", try bundle(method), "--video", video, "--html", page])
            let methods = ["omnizip", "fixed", "dycoke", "uniform", "random", "energy"].filter { $0 != method }
            #expect(seen.alternatives.prefix(5).map(\.id) == methods)
            #expect(seen.alternatives.dropFirst(5).allSatisfy { $0.rhoVideo != seen.chosen.rhoVideo })
            for other in seen.alternatives.prefix(5) {
                let wanted = ([full.chosen] + full.alternatives).first { $0.id == other.id }
                #expect(other == wanted, "\(method): \(other.id)")
            }
            #expect(try PreviewRuns.choice("omnizip", page: page).audioState == fates)
            let fixed = try PreviewRuns.choice(method == "fixed" ? "bundle" : "fixed", page: page)
            #expect(fixed.audioState == fates, "\(method)")
            let own = try PreviewRuns.choice("bundle", page: page).audioState
            #expect(own.contains { $0 > 1 } == (method == "fixed"), "\(method)")
        }
        let alone = try PreviewRuns.report([
            "--from", try bundle("random"), "--video", video, "--methods", "omnizip,random",
        ])
        #expect(alone.alternatives == [full.chosen])
    }

    /// What audio asks for is in the bundle of `fixed`, but nothing follows it.
    @Test func nothingGuidesOtherMethods() throws {
        let video = try SampleClips.path(Self.clip)
        for method in ["fixed", "energy"] {
            let path = try bundle(method)
            #expect(try BundleReader(path: path).bundle.windows.contains { !$0.baseRate.isNaN })
            for more in [[], ["--video", video]] {
                let report = try PreviewRuns.report(["--from", path] + more)
                #expect(report.chosen.windows.allSatisfy { $0.baseRate == nil }, "\(method) \(more)")
            }
        }
        let text = try BuiltProgram.run(["preview", "--from", folder.path("fixed/\(Self.clip).safetensors")])
        #expect(text.output.contains("none guided by sound"), "\(text)")
    }

    @Test func aSeedGoesToTheComparedRandom() throws {
        let video = try SampleClips.path(Self.clip)
        let page = folder.path("seed.html")
        _ = try PreviewRuns.report([video, "--methods", "random", "--seed", "5", "--html", page])
        let seen = try PreviewRuns.choice("random", page: page)
        let bundle = try BundleReader(path: try bundle("random", "--seed", "5")).bundle
        #expect(seen.videoKeep == bundle.videoKeep)
        #expect(seen.audioState.map { $0 == 1 } == bundle.audioKeep)
        let uniform = try self.bundle("uniform")
        _ = try PreviewRuns.report([
            "--from", uniform, "--video", video, "--methods", "random", "--seed", "5", "--html", page,
        ])
        #expect(try PreviewRuns.choice("random", page: page).videoKeep == bundle.videoKeep)
    }
}
