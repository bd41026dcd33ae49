import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// The same command again: what is done stays, what changed or may have passed is done.
@Suite struct ResumeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (clip, name) in [("audio-only.m4a", "in/a.m4a"), ("silent.mp4", "in/b/silent.mp4")] {
            try folder.write(try Data(contentsOf: SampleClips.url(clip)), to: name)
        }
        try folder.write("no media", to: "in/bad.mp4")
    }

    @discardableResult
    private func run(_ options: [String] = []) throws -> Dataset {
        try Dataset(
            [folder.path("in")], options: Dataset.quickest + ["--jobs", "2"] + options, into: folder.url("out"))
    }

    /// Inode and time of change of every bundle.
    private func states() throws -> [String: String] {
        let bundles = folder.files().filter { $0.hasSuffix(".safetensors") }
        return Dictionary(
            uniqueKeysWithValues: try bundles.map { name in
                let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
                return (name, "\(attributes[.systemFileNumber] ?? 0) \(attributes[.modificationDate] ?? 0)")
            })
    }

    private func tasks(_ run: Dataset) -> Substring? {
        run.result.output.split(separator: "\n").first { $0.hasPrefix("videos: ") }
    }

    @Test(arguments: [[], ["--catalog", "none"]]) func whatIsDoneIsNotDoneAgain(options: [String]) throws {
        let first = try run(options)
        #expect(first.result.exitCode == 1, "\(first.result)")
        let before = try states()
        #expect(before.count == 2)
        let second = try run(options)
        #expect(second.result.exitCode == 1)
        #expect(tasks(second) == "videos: 2 done (2 of them before), 1 failed (failures.jsonl)")
        #expect(try states() == before)
        for list in ["manifest.jsonl", "failures.jsonl", "summary.json"] {
            #expect(try first.bytes(list) == second.bytes(list))
        }
        let exists = FileManager.default.fileExists(atPath: folder.path("out/catalog.sqlite"))
        #expect(exists == options.isEmpty)
    }

    /// Pain: finished shards that never retry their failures (img2dataset 452). A failure of the file stays until the
    /// file changes or the user asks.
    @Test func aFailureForGoodIsTriedAgainWhenItsFileChanges() throws {
        try run()
        let again = try run(["--retry-failed"])
        #expect(again.result.exitCode == 1)
        try folder.write(try Data(contentsOf: SampleClips.url("audio-only.m4a")), to: "in/bad.mp4")
        let third = try run()
        #expect(third.result.exitCode == 0, "\(third.result)")
        #expect(try third.manifest().map(\.path) == ["a.m4a", "b/silent.mp4", "bad.mp4"])
        #expect(try third.failures().isEmpty)
    }

    @Test func aChangedSourceOrConfigurationIsDoneAgain() throws {
        try run()
        let before = try states()
        try folder.write(try Data(contentsOf: SampleClips.url("silent.mp4")), to: "in/a.m4a")
        let second = try run()
        #expect(tasks(second) == "videos: 2 done (1 of them before), 1 failed (failures.jsonl)")
        let after = try states()
        #expect(after["out/b/silent.mp4.safetensors"] == before["out/b/silent.mp4.safetensors"])
        #expect(after["out/a.m4a.safetensors"] != before["out/a.m4a.safetensors"])
        let third = try run(["--rho-video", "0.7"])
        #expect(tasks(third) == "videos: 2 done, 1 failed (failures.jsonl)")
        let forced = try run(["--rho-video", "0.7", "--force"])
        #expect(tasks(forced) == "videos: 2 done, 1 failed (failures.jsonl)")
    }

    @Test func sizeAndTimeMayLieAndVerifySourcesTells() throws {
        try run()
        var bytes = try Data(contentsOf: folder.url("in/a.m4a"))
        bytes[bytes.count - 1] ^= 1
        try folder.write(bytes, to: "changed")
        // Dates of Foundation are rounded; touch copies them to the nanosecond.
        let touch = URL(fileURLWithPath: "/usr/bin/touch")
        let touched = try ProgramRunner.run(touch, ["-r", folder.path("in/a.m4a"), folder.path("changed")])
        #expect(touched.exitCode == 0)
        #expect(rename(folder.path("changed"), folder.path("in/a.m4a")) == 0)
        #expect(tasks(try run()) == "videos: 2 done (2 of them before), 1 failed (failures.jsonl)")
        #expect(
            tasks(try run(["--verify-sources"])) == "videos: 2 done (1 of them before), 1 failed (failures.jsonl)")
    }

    @Test(arguments: ["out/a.m4a.safetensors", "out/a.m4a.json"]) func aBundleThatIsGoneIsMadeAgain(name: String) throws
    {
        let first = try run()
        let before = try first.bytes("a.m4a.safetensors")
        try FileManager.default.removeItem(atPath: folder.path(name))
        let second = try run()
        #expect(tasks(second) == "videos: 2 done (1 of them before), 1 failed (failures.jsonl)")
        #expect(try second.bytes("a.m4a.safetensors") == before)
    }

    /// A bundle that was damaged on the disk is made again, also without a catalog, and a rebuild does not whitewash it.
    @Test func aDamagedBundleIsMadeAgain() throws {
        let first = try run()
        let before = try first.bytes("a.m4a.safetensors")
        var damaged = before
        damaged[damaged.count - 5] ^= 0x40
        try damaged.write(to: folder.url("out/a.m4a.safetensors"))
        let rebuilt = try BuiltProgram.run(["verify", folder.path("out"), "--rebuild"])
        #expect(rebuilt.exitCode == 1, "\(rebuilt)")
        #expect(rebuilt.errors.contains("a.m4a.safetensors: is damaged"))
        try Data("cut".utf8).write(to: folder.url("out/a.m4a.safetensors"))
        try FileManager.default.removeItem(atPath: folder.path("out/catalog.sqlite"))
        let second = try run()
        #expect(try second.manifest().map(\.path) == ["a.m4a", "b/silent.mp4"], "\(second.result)")
        #expect(try second.bytes("a.m4a.safetensors") == before)
    }

    /// An archive disk that is not mounted must not cost what was made of it.
    @Test func sourcesThatAreGoneKeepTheirBundles() throws {
        let list = folder.path("list")
        try folder.write("\(folder.path("in/a.m4a"))\n\(folder.path("in/b/silent.mp4"))\n", to: "list")
        func runList() throws -> Dataset {
            try Dataset(["--list", list], options: Dataset.quickest, into: folder.url("out"))
        }
        #expect(try runList().result.exitCode == 0)
        let before = try states()
        try FileManager.default.moveItem(atPath: folder.path("in"), toPath: folder.path("elsewhere"))
        let second = try runList()
        #expect(second.result.exitCode == 0, "\(second.result)")
        #expect(try states() == before && before.count == 2)
        let forced = try Dataset(["--list", list], options: Dataset.quickest + ["--force"], into: folder.url("out"))
        #expect(forced.result.exitCode == 1)
        #expect(try states() == before)
    }

    @Test func theCatalogIsACache() throws {
        let first = try run()
        let before = try states()
        try FileManager.default.removeItem(atPath: folder.path("out/catalog.sqlite"))
        let second = try run()
        #expect(tasks(second)?.hasPrefix("videos: 2 done (2 of them before)") == true, "\(second.result)")
        #expect(try states() == before)
        #expect(try first.bytes("manifest.jsonl") == second.bytes("manifest.jsonl"))
        try Data("no database".utf8).write(to: folder.url("out/catalog.sqlite"))
        let refused = try run()
        #expect(refused.result.exitCode == 64, "\(refused.result)")
        #expect(refused.result.errors.contains("delete it"))
    }

    @Test func aDryRunSaysWhatWouldBeDoneAndWritesNothing() throws {
        let dry = try run(["--dry-run"])
        #expect(dry.result.exitCode == 0, "\(dry.result)")
        #expect(
            dry.result.output == """
                ingest a.m4a
                ingest b/silent.mp4
                ingest bad.mp4
                inputs: 3; to ingest 3, done 0, failed for good 0, no media 0

                """)
        #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
        try run()
        let files = folder.files()
        let second = try run(["--dry-run"])
        #expect(second.result.output.hasPrefix("keep a.m4a\nkeep b/silent.mp4\nleave bad.mp4\n"), "\(second.result)")
        #expect(folder.files() == files)
    }

    /// An engine that spreads a run over machines freezes the list of inputs first.
    @Test func theLinesOfADryRunMakeAListThatGivesTheSameDataset() throws {
        try folder.write("no media at all", to: "in/notes.txt")
        let strange = "odd \u{2028}\u{202E}\u{200B}\t.mp4"
        try folder.write("no media", to: "in/\(strange)")
        let dry = try run(["--dry-run", "--json"])
        #expect(dry.result.exitCode == 0, "\(dry.result)")
        try folder.write(dry.result.output, to: "dry.jsonl")
        let found = try SchemaValidation.run([
            .init(schema: "planned-input", path: folder.path("dry.jsonl"), lines: true)
        ])
        #expect(found.problems == [])
        #expect(found.valid == 5)
        let planned = try dry.result.output.split(separator: "\n").map {
            try JSONDecoder().decode(PlannedLine.self, from: Data($0.utf8))
        }
        #expect(planned.map(\.path) == ["a.m4a", "b/silent.mp4", "bad.mp4", "notes.txt", strange])
        #expect(planned[2].bytes == 8)
        let list = try planned.map { try JSONEncoder().encode(ListLine($0)) }
        try folder.write(Data(list.joined(separator: Data("\n".utf8))), to: "list.jsonl")
        let listed = try Dataset(
            ["--list", folder.path("list.jsonl")], options: Dataset.quickest, into: folder.url("listed"))
        let walked = try run()
        #expect(walked.result.exitCode == 1)
        for name in ["manifest.jsonl", "failures.jsonl", "summary.json"] {
            #expect(try listed.bytes(name) == walked.bytes(name), "\(name)")
        }
    }

    private struct ListLine: Encodable {
        let id: String
        let path: String
        let named: Bool

        init(_ planned: PlannedLine) { (id, path, named) = (planned.path, planned.source, planned.named) }
    }

    private struct PlannedLine: Decodable {
        let path: String
        let source: String
        let bytes: Int?
        let named: Bool
    }

    /// Two outputs of one catalog would take each other's videos for done.
    @Test func aCatalogElsewhereServesOneOutputAndOneRun() throws {
        let place = ["--catalog", folder.path("my.sqlite")]
        #expect(try run(place).result.exitCode == 1)
        let other = try Dataset([folder.path("in")], options: Dataset.quickest + place, into: folder.url("other"))
        #expect(other.result.exitCode == 64, "\(other.result)")
        #expect(other.result.errors.contains("is the catalog of another output"))
        let lock = try RunLock(folder: folder.path, name: ".my.sqlite.lock", purpose: "lock catalog")
        #expect(try run(place).result.exitCode == 75)
        withExtendedLifetime(lock) {}
    }

    @Test func twoRunsIntoOneFolderDoNotMix() throws {
        try folder.write("", to: "out/placeholder.txt")
        let lock = try RunLock(folder: folder.path("out"))
        let refused = try run()
        #expect(refused.result.exitCode == 75, "\(refused.result)")
        #expect(refused.result.errors.contains("another run is writing to it"))
        withExtendedLifetime(lock) {}
    }
}
