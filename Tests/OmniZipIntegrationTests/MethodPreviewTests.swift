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
}
