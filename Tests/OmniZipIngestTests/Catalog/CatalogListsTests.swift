import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct CatalogListsTests {
    @Test func anEmptyRunHasEmptyLists() throws {
        let folders = try CatalogFolders()
        let catalog = try Catalog(.temporary)
        try catalog.beginRun(folders.rules())
        let summary = try catalog.writeLists(to: folders.output.path)
        #expect(folders.output.files() == ["failures.jsonl", "manifest.jsonl", "summary.json"])
        #expect(try Data(contentsOf: folders.output.url("manifest.jsonl")).isEmpty)
        #expect(try Data(contentsOf: folders.output.url("failures.jsonl")).isEmpty)
        #expect(try RunSummary(path: folders.output.path("summary.json")) == summary)
        #expect(summary.videos == 0)
    }

    @Test func failuresAreSortedByPathAndCountedByClass() throws {
        let folders = try CatalogFolders()
        let catalog = try Catalog(.temporary)
        let kinds: [(String, FailureClass)] = [("b.mp4", .permanent), ("B.mp4", .transient), ("a/c.mp4", .permanent)]
        _ = try folders.pending(try (kinds.map(\.0) + ["notes.txt"]).map { try folders.input($0) }, in: catalog)
        for (name, kind) in kinds { try catalog.record(name, CatalogFolders.failed(name, kind), attempts: 2) }
        try catalog.record("notes.txt", .skipped(reason: "no media"), attempts: 1)
        let summary = try catalog.writeLists(to: folders.output.path)
        let lines = try JSONLines.read(FailureLine.self, path: folders.output.path("failures.jsonl"))
        #expect(lines.map(\.path) == ["B.mp4", "a/c.mp4", "b.mp4"])
        #expect(lines.map(\.attempts) == [2, 2, 2])
        #expect(try RunSummary(path: folders.output.path("summary.json")) == summary)
        #expect(summary.videos == 3 && summary.skipped == 1 && summary.done == 0)
        #expect(summary.failedPermanently == 2 && summary.failedTransiently == 1)
    }

    @Test func whatEarlierRunsLeftStaysUnlessItWasDoneAgain() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        _ = try folders.pending([folders.input("a.mp4"), folders.input("b.mp4")], in: catalog)
        try catalog.record("a.mp4", CatalogFolders.failed("a.mp4", .permanent), attempts: 1)
        try catalog.record("b.mp4", CatalogFolders.failed("b.mp4", .transient), attempts: 1)
        _ = try folders.pending([folders.input("b.mp4"), folders.input("c.mp4")], in: catalog)
        try catalog.record("b.mp4", .skipped(reason: "no media"), attempts: 1)
        try catalog.record("c.mp4", CatalogFolders.failed("c.mp4", .permanent), attempts: 1)
        #expect(try catalog.writeLists(to: folders.output.path).skipped == 1)
        #expect(try folders.names("failures.jsonl") == ["a.mp4", "c.mp4"])
    }

    @Test func aFailureForGoodTakesTheEarlierBundleAway() throws {
        let dataset = try SampleDataset()
        let folders = try CatalogFolders(output: dataset.folder)
        let catalog = try folders.open()
        try catalog.importLists(of: dataset.folder.path)
        let inputs = try ["a.mp4", "talks/b.mp4"].map { try folders.input($0) }
        #expect(try folders.pending(inputs, folders.rules(force: true), in: catalog).count == 2)
        try catalog.record("a.mp4", CatalogFolders.failed("a.mp4", .permanent), attempts: 1)
        try catalog.record("talks/b.mp4", CatalogFolders.failed("talks/b.mp4", .transient), attempts: 3)
        let summary = try catalog.writeLists(to: dataset.folder.path)
        #expect(try folders.names("manifest.jsonl") == ["talks/b.mp4"])
        #expect(try folders.names("failures.jsonl") == ["a.mp4", "c.mp4", "talks/b.mp4"])
        #expect(summary.done == 1 && summary.failedPermanently == 2 && summary.failedTransiently == 1)
        #expect(!FileManager.default.fileExists(atPath: dataset.folder.path("a.mp4.safetensors")))
        #expect(!FileManager.default.fileExists(atPath: dataset.folder.path("a.mp4.json")))
        #expect(FileManager.default.fileExists(atPath: dataset.folder.path("talks/b.mp4.safetensors")))
    }

    @Test func anInterruptedRunKeepsWhatIsThere() throws {
        let dataset = try SampleDataset()
        let folders = try CatalogFolders(output: dataset.folder)
        let catalog = try folders.open()
        try catalog.importLists(of: dataset.folder.path)
        let inputs = try ["a.mp4", "talks/b.mp4", "c.mp4"].map { try folders.input($0) }
        #expect(try folders.pending(inputs, folders.rules(config: "b"), in: catalog).count == 3)
        try catalog.markRunning("a.mp4")
        try catalog.record("a.mp4", .interrupted, attempts: 1)
        try FileManager.default.removeItem(at: dataset.folder.url("talks/b.mp4.safetensors"))
        _ = try catalog.writeLists(to: dataset.folder.path)
        #expect(try folders.names("manifest.jsonl") == ["a.mp4"])
        #expect(try folders.names("failures.jsonl") == ["c.mp4"])
    }

    @Test(arguments: ["manifest.jsonl", "failures.jsonl"])
    func listsOfOthersAreNotOverwritten(name: String) throws {
        let folders = try CatalogFolders()
        try folders.output.write("{\"mine\": true}\n", to: name)
        let catalog = try folders.open()
        let error = #expect(throws: ConfigurationError.self) { try catalog.importLists(of: folders.output.path) }
        #expect(error?.code == .unwritableOutput)
        #expect(error?.subject.hasSuffix(name) == true)
        try catalog.close()
    }

    @Test func listsThatLeadOutOfTheFolderAreNotImported() throws {
        var dataset = try SampleDataset()
        dataset.manifest[0].bundle.path = "../x.safetensors"
        try dataset.writeLists()
        #expect(throws: ConfigurationError.self) { try Catalog(.temporary).importLists(of: dataset.folder.path) }
    }

    @Test func metaComesFromTheListOfInputs() throws {
        let dataset = try SampleDataset()
        let folders = try CatalogFolders(output: dataset.folder)
        let catalog = try folders.open()
        try catalog.importLists(of: dataset.folder.path)
        func metas(_ a: JSONValue?, _ b: JSONValue?) throws -> [JSONValue?] {
            #expect(
                try folders.pending(
                    [folders.input("a.mp4", meta: a), folders.input("talks/b.mp4", meta: b)], in: catalog) == [])
            _ = try catalog.writeLists(to: dataset.folder.path)
            return try JSONLines.read(ManifestLine.self, path: dataset.folder.path("manifest.jsonl")).map(\.meta)
        }
        #expect(try metas(.string("x"), nil) == [.string("x"), nil])
        #expect(try metas(nil, .object(["k": .number(0.5)])) == [nil, .object(["k": .number(0.5)])])
        _ = try folders.pending([folders.input("a.mp4", meta: .bool(true))], folders.rules(force: true), in: catalog)
        try catalog.record("a.mp4", CatalogFolders.done(dataset.manifest[0]), attempts: 1)
        _ = try catalog.writeLists(to: dataset.folder.path)
        let lines = try JSONLines.read(ManifestLine.self, path: dataset.folder.path("manifest.jsonl"))
        #expect(lines.map(\.meta) == [.bool(true), .object(["k": .number(0.5)])])
        let again = try Catalog(.temporary)
        try again.importLists(of: dataset.folder.path)
        try again.beginRun(folders.rules())
        _ = try again.writeLists(to: dataset.folder.path)
        #expect(try JSONLines.read(ManifestLine.self, path: dataset.folder.path("manifest.jsonl")) == lines)
    }
}
