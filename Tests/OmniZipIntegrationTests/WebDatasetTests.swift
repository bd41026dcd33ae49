import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Layout `webdataset`: the same shards from every way of working, and what Python makes of them.
@Suite struct WebDatasetTests {
    private let runs: ShardedRuns

    init() throws { runs = try ShardedRuns() }

    private func shard(_ index: Int, _ suffix: String) -> String { "shard-0000\(index)-of-00003.\(suffix)" }

    @Test func shardsAreTheSameForEveryNumberOfJobs() throws {
        for jobs in [1, 3] {
            try runs.fix(shards: 3, in: "out\(jobs)")
            let run = try runs.run(into: "out\(jobs)", ["--jobs", "\(jobs)"])
            #expect(run.result.exitCode == 1, "\(run.result)")
            #expect(run.counts == "videos: 4 done, 1 failed (failures.jsonl), 1 skipped: no media")
        }
        let contents = try runs.contents("out1")
        #expect(try contents == runs.contents("out3"))
        let files = (0..<3).flatMap { index in
            ["tar", "index.jsonl", "failures.jsonl", "stats.json"].map { shard(index, $0) }
        }
        let root = ["dataset.json", "failures.jsonl", "manifest.jsonl", "summary.json"]
        #expect(contents.keys.sorted() == (files + root).sorted())
        let verified = try runs.verify("out1")
        #expect(verified.exitCode == 0 && verified.output == "4 bundles checked, 0 problems\n", "\(verified)")
    }

    @Test func theCatalogIsMadeAgainFromTheShards() throws {
        try runs.fix(shards: 3, in: "out")
        try runs.run(into: "out")
        let contents = try runs.contents("out")
        try FileManager.default.removeItem(at: runs.folder.url("out/catalog.sqlite"))
        let rebuilt = try BuiltProgram.run(["verify", runs.folder.path("out"), "--rebuild"])
        #expect(rebuilt.exitCode == 0, "\(rebuilt)")
        #expect(try runs.contents("out") == contents)
        #expect(try runs.run(into: "out").counts.hasPrefix("videos: 4 done (4 of them before)"))
    }

    /// Machines that share nothing, and whose shards are brought together.
    @Test func shardsOfDifferentMachinesMergeToOneRun() throws {
        try runs.fix(shards: 3, in: "one")
        try runs.run(into: "one")
        for index in 0..<3 {
            let run = try runs.run(into: "machine\(index)", ["--layout", "webdataset", "--shard", "\(index)/3"])
            #expect([0, 1].contains(run.result.exitCode), "\(run.result)")
            #expect(!run.files.contains("manifest.jsonl"))
            try FileManager.default.createDirectory(at: runs.folder.url("all"), withIntermediateDirectories: true)
            for name in run.files where name.hasPrefix("shard-") || index == 0 {
                try FileManager.default.copyItem(atPath: run.path(name), toPath: runs.folder.path("all/\(name)"))
            }
            if index == 1 {
                let early = try runs.merge("all")
                #expect(early.exitCode == 1, "\(early)")
                #expect(early.output.contains("shard-00002-of-00003: is not finished"))
                #expect(try runs.verify("all").exitCode == 1)
            }
        }
        let merged = try runs.merge("all")
        #expect(merged.exitCode == 0, "\(merged)")
        #expect(merged.output == "3 of 3 shards merged: 4 videos done, 1 failed\n")
        #expect(try runs.contents("all") == runs.contents("one"))
        #expect(try runs.verify("all").exitCode == 0)
        // A run over everything finds nothing to do, and writes the same.
        let archives = try runs.archives("all")
        #expect(try runs.run(into: "all").counts.hasPrefix("videos: 4 done (4 of them before)"))
        #expect(try runs.archives("all") == archives)
        #expect(try runs.contents("all") == runs.contents("one"))
    }

    @Test func shardsOfATreeMergeToOneRun() throws {
        try runs.run(into: "one")
        for index in 0..<2 {
            let run = try runs.run(into: "parts", ["--shard", "\(index)/2"])
            #expect(run.files.contains("shard-0000\(index)-of-00002.stats.json"))
        }
        let early = try runs.verify("parts")
        #expect(early.exitCode == 64 && early.errors.contains("omnizip merge"), "\(early)")
        let merged = try runs.merge("parts")
        #expect(merged.exitCode == 0, "\(merged)")
        /// Documents in a tree tell how long the work took.
        func comparable(_ output: String) throws -> [String: Data] {
            try runs.contents(output).filter { name, _ in
                !name.hasPrefix("shard-") && (!name.hasSuffix(".json") || name == "summary.json")
            }
        }
        #expect(try comparable("parts").count == 7)
        #expect(try comparable("parts") == comparable("one"))
        let refused = try runs.run(into: "parts", ["--layout", "webdataset"])
        #expect(refused.result.exitCode == 64)
    }

    @Test func addingAVideoTouchesOneArchive() throws {
        try runs.fix(shards: 3, in: "out")
        try runs.run(into: "out")
        let before = try runs.archives("out")
        try runs.add("new.m4a")
        #expect(try runs.run(into: "out").counts.hasPrefix("videos: 5 done (4 of them before)"))
        let after = try runs.archives("out")
        #expect(before.keys == after.keys)
        #expect(before.filter { after[$0.key] != $0.value }.count == 1)
        #expect(try runs.verify("out").exitCode == 0)
        try runs.fix(shards: 3, in: "fresh")
        try runs.run(into: "fresh")
        #expect(try runs.contents("out") == runs.contents("fresh"))
    }

    /// The first run is killed when two videos are staged; without its catalog the second one takes them over, too.
    @Test(arguments: [true, false]) func aKilledRunGoesOn(hasCatalog: Bool) throws {
        // Long enough to be killed in.
        for name in ["y.m4a", "z.m4a"] { try runs.add(name, seconds: 9) }
        let script = """
            "$0" run "$@" --progress json 2> "$PROGRESS" & child=$!
            until grep -q '"finished":3' "$PROGRESS"; do sleep 0.02; done
            kill -KILL "$child"; wait "$child"
            """
        try runs.folder.write("", to: "progress")
        let arguments = [runs.folder.path("in"), "--output", runs.folder.path("out"), "--layout", "webdataset"]
        let options = Dataset.quickest + ["--content", "plan", "--jobs", "1"]
        let killed = try ProgramRunner.run(
            URL(fileURLWithPath: "/bin/bash"),
            ["-c", script, try BuiltProgram.url().path] + arguments + options,
            environment: ["PROGRESS": runs.folder.path("progress")], timeLimitSeconds: 60)
        // What the last worker had begun to publish.
        Thread.sleep(forTimeInterval: 0.5)
        #expect(killed.exitCode == 137, "\(killed)")
        let staged = runs.folder.files().filter { $0.contains(".omnizip-staging/") && $0.hasSuffix(".json") }
        try #require(!staged.isEmpty)
        #expect(!runs.folder.files().contains { $0.hasSuffix(".tar") })
        if !hasCatalog {
            for name in runs.folder.files() where name.contains("catalog.sqlite") {
                try FileManager.default.removeItem(at: runs.folder.url(name))
            }
        }
        let again = try runs.run(into: "out")
        #expect(again.counts.hasPrefix("videos: 6 done (\(staged.count) of them before)"), "\(again.result)")
        #expect(!runs.folder.files().contains { $0.contains(".omnizip-staging") })
        try runs.run(into: "fresh", ["--layout", "webdataset"])
        #expect(try runs.contents("out") == runs.contents("fresh"))
    }

    @Test func theCatalogIsACacheAndADamagedArchiveIsMadeAgain() throws {
        try runs.fix(shards: 3, in: "out")
        let first = try runs.run(into: "out")
        let (contents, archives) = (try runs.contents("out"), try runs.archives("out"))
        try FileManager.default.removeItem(atPath: first.path("catalog.sqlite"))
        #expect(try runs.run(into: "out").counts.hasPrefix("videos: 4 done (4 of them before)"))
        #expect(try runs.archives("out") == archives)
        let line = try #require(try first.manifest().first)
        let archive = String(line.bundle.path.prefix { $0 != "/" })
        let inIt = try first.manifest().count { $0.bundle.path.hasPrefix(archive) }
        try first.bytes(archive).dropLast(700).write(to: runs.folder.url("out/\(archive)"))
        let damaged = try runs.verify("out")
        #expect(damaged.exitCode == 1 && damaged.output.contains("\(archive): read archive"), "\(damaged)")
        let again = try runs.run(into: "out", ["--catalog", "none"])
        #expect(again.counts.hasPrefix(inIt == 4 ? "videos: 4 done," : "videos: 4 done (\(4 - inIt) of them before)"))
        #expect(try runs.contents("out") == contents)
    }

    @Test func verifyFindsWhatIsWrong() throws {
        let run = try runs.run(into: "out", ["--layout", "webdataset"])
        let archive = "shard-00000-of-00001.tar"
        let sound = try run.bytes(archive)
        var bytes = sound
        let member = try #require(try TarReader(path: run.path(archive)).next())
        bytes[member.range.upperBound - 1] ^= 1
        try bytes.write(to: runs.folder.url("out/\(archive)"))
        let flipped = try runs.verify("out")
        #expect(flipped.exitCode == 1 && flipped.output.contains("\(archive)/\(member.name): "), "\(flipped)")
        try sound.write(to: runs.folder.url("out/\(archive)"))
        try FileManager.default.copyItem(atPath: run.path(archive), toPath: run.path("shard-00001-of-00002.tar"))
        let stray = try runs.verify("out")
        #expect(stray.output.contains("shard-00001-of-00002: is no shard of this dataset, which has 1"), "\(stray)")
        try FileManager.default.removeItem(atPath: run.path("shard-00001-of-00002.tar"))
        try Data().write(to: runs.folder.url("out/failures.jsonl"))
        let stale = try runs.verify("out")
        #expect(stale.output.contains("failures.jsonl: disagrees with the shards: run omnizip merge"), "\(stale)")
        #expect(try runs.merge("out").exitCode == 0)
        #expect(try runs.verify("out").exitCode == 0)
    }

    @Test func aFolderHasOneLayoutAndOneNumberOfShards() throws {
        try runs.fix(shards: 3, in: "out")
        try runs.folder.write("{}", to: "tree/summary.json")
        for (output, options, word) in [
            ("out", ["--layout", "tree"], "layout webdataset"), ("out", ["--shard", "0/2"], "give --shard I/3"),
            ("tree", ["--layout", "webdataset"], "layout tree"),
        ] {
            let refused = try runs.run(into: output, options).result
            #expect(refused.exitCode == 64 && refused.errors.contains(word), "\(refused)")
        }
    }

    @Test func namesThatAreTooLongForATreeFitIntoShards() throws {
        let name = String(repeating: "n", count: 246) + ".m4a"
        try runs.add(name)
        let tree = try runs.run(into: "tree")
        #expect(try tree.failures().map(\.path) == ["bad.mp4", name])
        let shards = try runs.run(into: "shards", ["--layout", "webdataset"])
        #expect(try shards.failures().map(\.path) == ["bad.mp4"])
        #expect(try shards.manifest().map(\.path).contains(name))
    }

    @Test func itsJSONFitsItsSchemas() throws {
        let run = try runs.run(into: "out", ["--layout", "webdataset"])
        let merged = try BuiltProgram.run(["merge", runs.folder.path("out"), "--json"])
        let file = try runs.folder.write(merged.standardOutput, to: "merge.json")
        let shard = "shard-00000-of-00001"
        let found = try SchemaValidation.run([
            .init(schema: "merge", path: file.path), .init(schema: "dataset", path: run.path("dataset.json")),
            .init(schema: "manifest-line", path: run.path(shard + ".index.jsonl"), lines: true),
            .init(schema: "failure-line", path: run.path(shard + ".failures.jsonl"), lines: true),
            .init(schema: "run-summary", path: run.path(shard + ".stats.json")),
        ])
        #expect(found.problems.isEmpty, "\(found.problems.joined(separator: "\n"))")
        #expect(found.valid == 8)
    }

    /// Python's own webdataset package, and the shipped pipeline file.
    @Test func pythonsWebdatasetReadsTheShards() throws {
        try runs.fix(shards: 3, in: "out")
        let pipeline = PackageRoot.url.appendingPathComponent("pipelines/webdataset.yaml").path
        let run = try Dataset(
            [runs.folder.path("in")], options: ["--pipeline", pipeline] + Dataset.quickest, into: runs.folder.url("out")
        )
        #expect(run.result.exitCode == 1, "\(run.result)")
        let output = try PythonTool.run(Self.program, arguments: [runs.folder.path("out")])
        #expect(output == "4 samples, 4 in the manifest\n")
    }

    private static let program = """
        import hashlib, json, sys
        import numpy as np
        import safetensors.numpy
        import webdataset
        folder = sys.argv[1]
        lines = [json.loads(line) for line in open(f"{folder}/manifest.jsonl")]
        wanted = {hashlib.sha256(line["path"].encode()).hexdigest()[:32]: line for line in lines}
        seen = []
        for sample in webdataset.WebDataset(folder + "/shard-{00000..00002}-of-00003.tar", shardshuffle=False):
            assert {k for k in sample if not k.startswith("__")} == {"safetensors", "json"}, sample.keys()
            line = wanted[sample["__key__"]]
            assert hashlib.sha256(sample["safetensors"]).hexdigest() == line["bundle"]["sha256"]
            assert hashlib.sha256(sample["json"]).hexdigest() == line["document"]["sha256"]
            tensors = safetensors.numpy.load(sample["safetensors"])
            document = json.loads(sample["json"])
            assert document["timings"] == {}, document["timings"]
            assert len(tensors["tokens"]) == int(tensors["keep"].sum()) > 0
            assert len(tensors["keep"]) == line["video"]["total"] + line["audio"]["total"]
            seen.append(sample["__key__"])
        assert len(set(seen)) == len(seen)
        print(f"{len(seen)} samples, {len(lines)} in the manifest")
        """
}
