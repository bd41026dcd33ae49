import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// `omnizip compress` over folders, and with plans.
@Suite struct CompressFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func compress(_ arguments: String...) throws -> ProgramResult {
        try BuiltProgram.run(["compress"] + arguments, workingDirectory: folder.url(""))
    }

    private func write(_ names: String...) throws {
        for name in names {
            try folder.write(Data(), to: name)
            _ = try EmbeddingFiles.write(to: folder.path(name))
        }
    }

    @Test func oneBadFileHarmsNoOther() throws {
        try write("in/a.safetensors", "in/talks/b.safetensors", "in/talks/d.safetensors")
        // The last value of the last window.
        _ = try EmbeddingFiles.write(
            to: folder.path("in/talks/c.safetensors"), element: 767, of: "video_embeddings", value: .nan)
        let result = try compress("in", "-o", "out", "--json")
        #expect(result.exitCode == 1, "\(result)")
        #expect(
            result.errors == "omnizip: talks/c.safetensors: read tensor video_embeddings: row 47, column 15 is nan\n")
        #expect(
            folder.files().filter { $0.hasPrefix("out") } == [
                "out/a.safetensors", "out/talks/b.safetensors", "out/talks/d.safetensors",
            ])
        let report = try #require(
            try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any])
        let failures = try #require(report["failures"] as? [[String: Any]])
        #expect(failures.map { $0["path"] as? String } == ["talks/c.safetensors"])
        #expect(failures[0]["class"] as? String == "permanent" && failures[0]["code"] as? String == "invalid")
        let files = try #require(report["files"] as? [[String: Any]])
        #expect(
            files.map { $0["output"] as? String } == [
                "out/a.safetensors", "out/talks/b.safetensors", "out/talks/d.safetensors",
            ])
        // The same file alone has the same bytes.
        #expect(try compress("in/a.safetensors", "-o", "alone").exitCode == 0)
        #expect(
            try Data(contentsOf: folder.url("alone")) == Data(contentsOf: folder.url("out/a.safetensors")))
    }

    @Test func aFileIntoAFolderThatExists() throws {
        try write("a.safetensors")
        try folder.write("", to: "out/x.txt")
        let result = try compress("a.safetensors", "-o", "out")
        #expect(result.exitCode == 0, "\(result)")
        #expect(result.output.contains("files: 1 done\n"))
        #expect(folder.files() == ["a.safetensors", "out/a.safetensors", "out/x.txt"])
        try folder.write("none", to: "bad.safetensors")
        #expect(try compress("bad.safetensors", "-o", "out").exitCode == 65)
        #expect(try compress("bad.safetensors", "a.safetensors", "-o", "out").exitCode == 1)
        #expect(try compress("a.safetensors", "missing.safetensors", "-o", "out").exitCode == 64)
    }

    @Test func aSlashBehindTheOutputMakesItAFolder() throws {
        try write("a.safetensors")
        #expect(try compress("a.safetensors", "-o", "new/").exitCode == 0)
        #expect(folder.files() == ["a.safetensors", "new/a.safetensors"])
    }

    /// As in a folder: results are written again, other files are not replaced.
    @Test func aFileOfSomeoneElseIsNotReplaced() throws {
        try write("a.safetensors", "b.safetensors")
        let before = try Data(contentsOf: folder.url("b.safetensors"))
        let result = try compress("a.safetensors", "-o", "b.safetensors")
        #expect(result.exitCode == 64 && result.errors.contains("omnizip compress did not write"), "\(result)")
        #expect(try Data(contentsOf: folder.url("b.safetensors")) == before)
        #expect(try compress("a.safetensors", "-o", "out").exitCode == 0)
        #expect(try compress("a.safetensors", "-o", "out").exitCode == 0)
    }

    @Test func aPlanOfABundleGoesToTheEmbeddingsOfTheSameClip() throws {
        let run = try SampleRuns.quickPair()[0]
        let name = try #require(run.files.first { $0.hasSuffix(".safetensors") })
        let plan = try PruningPlan(path: run.path(name))
        try EmbeddingFiles.write(rowsFor: plan, dimension: 5, to: folder.path("model.safetensors"))
        let result = try compress(
            "model.safetensors", "-o", "pruned", "--plan", run.path(name), "--token-precision", "f16")
        #expect(result.exitCode == 0, "\(result)")
        // As text, in which a rate that is NaN equals itself.
        #expect(try "\(PruningPlan(path: folder.path("pruned")))" == "\(plan)")
        let shapes = try PythonTool.run(
            """
            import sys; from safetensors.numpy import load_file
            t = load_file(sys.argv[1])
            kept = int(t["keep"].sum())
            print(t["video_tokens"].dtype, kept == len(t["video_tokens"]) + len(t["audio_tokens"]))
            """, arguments: [folder.path("pruned")])
        #expect(shapes == "float16 True\n")

        try write("other.safetensors")
        let misfit = try compress("other.safetensors", "-o", "none", "--plan", run.path(name))
        #expect(misfit.exitCode == 65)
        #expect(misfit.errors.contains("the file holds 4 x 3 x 4 video (48 rows) and 100 audio tokens"), "\(misfit)")
        #expect(misfit.errors.contains("\(plan.patchCount) x \(plan.grid.height) x \(plan.grid.width) video"))
        #expect(!folder.files().contains("none"))
    }

    /// What another method chose is not told as OmniZip's.
    @Test func thePlanOfABaselineKeepsItsMethod() throws {
        let run = try BuiltProgram.run(
            ["run", try SampleClips.path("silent.mp4"), "-o", folder.path("run"), "--method", "uniform"]
                + Dataset.quickest)
        #expect(run.exitCode == 0, "\(run)")
        let plan = try PruningPlan(path: folder.path("run/silent.mp4.safetensors"))
        try EmbeddingFiles.write(rowsFor: plan, dimension: 5, to: folder.path("model.safetensors"))
        let result = try compress("model.safetensors", "-o", "pruned", "--plan", "run/silent.mp4.safetensors")
        #expect(result.exitCode == 0, "\(result)")
        #expect(plan.method == .uniform)
        #expect(try PruningPlan(path: folder.path("pruned")).method == .uniform)
        let metadata = try SafetensorsFile(path: folder.path("pruned")).header["__metadata__"] as? [String: String]
        #expect(metadata?["method"] == "uniform")
    }

    @Test(arguments: [
        ["--rho-audio", "0.4"], ["--rho-video", "0.6"], ["--scope", "window"], ["--merge-score-scale", "1"],
    ])
    func aPlanHasItsOwnParameters(options: [String]) throws {
        let result = try BuiltProgram.run(["compress", "a", "-o", "b", "--plan", "p"] + options)
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("\(options[0]) does not go with --plan"), "\(result)")
    }

    @Test func aHostilePlanIsRefused() throws {
        try write("a.safetensors")
        #expect(try compress("a.safetensors", "-o", "plan").exitCode == 0)
        let file = try SafetensorsFile(path: folder.path("plan"))
        for (tensor, bytes, message) in [
            ("merge_source", [0xFF, 0xFF, 0xFF, 0x7F] as [UInt8], "position 2147483647 is not in the block"),
            ("merge_target", [0, 0, 0, 0x80], "position -2147483648 is not kept"),
            ("merge_weight", [0, 0, 0xC0, 0x7F], "nan is not a share"),
            ("keep", [2], "a byte is neither 0 nor 1"), ("modality", [9], "holds values other than 1 and 2"),
        ] {
            var damaged = file.bytes
            let place = try file.dataStart(of: tensor)
            damaged.replaceSubrange(place..<place + bytes.count, with: bytes)
            try folder.write(Data(damaged), to: "damaged")
            let result = try compress("a.safetensors", "-o", "none", "--plan", "damaged")
            #expect(result.exitCode == 65, "\(tensor): \(result)")
            #expect(result.errors.contains(message), "\(tensor): \(result)")
            #expect(!folder.files().contains("none"))
        }
    }
}
