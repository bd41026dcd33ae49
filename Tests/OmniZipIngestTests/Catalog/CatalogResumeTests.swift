import Foundation
import OmniZipBundle
import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// What a second run does with what a first one left.
@Suite struct CatalogResumeTests {
    /// Real bundles and documents of two videos, and their sources.
    struct Case {
        let dataset: SampleDataset
        let folders: CatalogFolders
        let inputs: [IngestInput]

        init() throws {
            let dataset = try SampleDataset()
            let folders = try CatalogFolders(output: dataset.folder)
            self.dataset = dataset
            self.folders = folders
            inputs = try ["a.mp4", "talks/b.mp4"].map { try folders.input($0) }
        }

        /// A catalog after a run that has done both.
        func recorded() throws -> Catalog {
            let catalog = try folders.open()
            #expect(try folders.pending(inputs, folders.rules(force: true), in: catalog).count == 2)
            for line in dataset.manifest { try catalog.record(line.path, CatalogFolders.done(line), attempts: 1) }
            return catalog
        }
    }

    @Test func whatIsDoneStaysDone() throws {
        let sample = try Case()
        try sample.recorded().close()
        let catalog = try sample.folders.open()
        #expect(try sample.folders.pending(sample.inputs, in: catalog) == [])
        #expect(try catalog.counts() == RunCounts(done: 2, doneEarlier: 2))
    }

    @Test func aChangeMakesWork() throws {
        let sample = try Case()
        let catalog = try sample.recorded()
        let folders = sample.folders
        #expect(try folders.pending(sample.inputs, folders.rules(config: "b"), in: catalog).count == 2)
        #expect(try folders.pending(sample.inputs, folders.rules(force: true), in: catalog).count == 2)
        for line in sample.dataset.manifest { try catalog.record(line.path, CatalogFolders.done(line), attempts: 1) }
        #expect(try folders.pending(sample.inputs, in: catalog) == [])
        try folders.touch("a.mp4", seconds: 1_000_000_001)
        #expect(try folders.pending(sample.inputs, in: catalog) == ["a.mp4"])
        // The bundle of the old source does not become the new one's, however often the run is killed.
        try catalog.markRunning("a.mp4")
        #expect(try folders.pending(sample.inputs, in: catalog) == ["a.mp4"])
        try FileManager.default.removeItem(at: sample.dataset.folder.url("talks/b.mp4.json"))
        #expect(try folders.pending(sample.inputs, in: catalog) == ["a.mp4", "talks/b.mp4"])
    }

    @Test func aDifferentPartBehindANameMakesWork() throws {
        let sample = try Case()
        let catalog = try sample.recorded()
        var inputs = sample.inputs
        inputs[0].part = MediaPart(startSeconds: 1)
        #expect(try sample.folders.pending(inputs, in: catalog) == ["a.mp4"])
    }

    /// A disk that is mounted elsewhere holds the same videos.
    @Test func theSameFileElsewhereIsDone() throws {
        let sample = try Case()
        let catalog = try sample.recorded()
        var inputs = sample.inputs
        let moved = sample.folders.sources.path("moved.mp4")
        try FileManager.default.moveItem(atPath: inputs[0].path, toPath: moved)
        inputs[0].path = moved
        #expect(try !sample.folders.pending(inputs, in: catalog).contains("a.mp4"))
    }

    /// A disk that is not there must not cost what was made of it.
    @Test func aMissingSourceKeepsItsBundle() throws {
        let sample = try Case()
        let catalog = try sample.recorded()
        try FileManager.default.removeItem(at: sample.folders.sources.url("a.mp4"))
        #expect(try !sample.folders.pending(sample.inputs, in: catalog).contains("a.mp4"))
        // It comes back with other content, and with a time before that of its bundle.
        try sample.folders.sources.write("other content, of another size", to: "a.mp4")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: sample.folders.sources.path("a.mp4"))
        #expect(try sample.folders.pending(sample.inputs, in: catalog).contains("a.mp4"))
    }

    @Test func aKillBetweenPublishingAndRecordingLosesNothing() throws {
        let sample = try Case()
        let catalog = try sample.folders.open()
        _ = try sample.folders.pending(sample.inputs, sample.folders.rules(force: true), in: catalog)
        try catalog.markRunning("a.mp4")
        #expect(try sample.folders.pending(sample.inputs, in: catalog) == [])
        let summary = try catalog.writeLists(to: sample.dataset.folder.path)
        #expect(summary.done == 2)
        #expect(
            try JSONLines.read(ManifestLine.self, path: sample.dataset.folder.path("manifest.jsonl"))
                == sample.dataset.manifest)
    }

    @Test func bundlesThatDoNotFitAreNotTakenOver() throws {
        let sample = try Case()
        let folders = sample.folders
        let catalog = try Catalog(.temporary)
        #expect(try folders.pending(sample.inputs, folders.rules(config: "b"), in: catalog).count == 2)
        let larger = try folders.input("a.mp4", bytes: 1001)
        try folders.touch("talks/b.mp4", seconds: Date().timeIntervalSince1970 + 1000)
        let fresh = try Catalog(.temporary)
        #expect(try folders.pending([larger, sample.inputs[1]], in: fresh).count == 2)
    }

    @Test func aDocumentOfOtherWorkIsNotTakenOver() throws {
        let sample = try Case()
        let path = sample.dataset.folder.path("a.mp4.json")
        var document = try BundleDocument(path: path)
        document.source.sha256 = String(repeating: "f", count: 64)
        try AtomicFile.write(CanonicalJSON.bytes(document, style: .indented), to: path)
        #expect(try sample.folders.pending(sample.inputs, in: Catalog(.temporary)) == ["a.mp4"])
    }

    @Test func sourcesAreReadOnRequestOnly() throws {
        let sample = try Case()
        let catalog = try sample.recorded()
        // The lines hold a made-up digest, so that reading the source shows.
        #expect(try sample.folders.pending(sample.inputs, in: catalog) == [])
        let rules = sample.folders.rules(verifySources: true)
        #expect(try sample.folders.pending(sample.inputs, rules, in: catalog).count == 2)
    }

    @Test func failuresAreTriedAgainWhereItMayHelp() throws {
        let folders = try CatalogFolders()
        let inputs = try ["p.mp4", "t.mp4"].map { try folders.input($0) }
        let catalog = try folders.open()
        func fail() throws {
            try catalog.record("p.mp4", CatalogFolders.failed("p.mp4", .permanent), attempts: 1)
            try catalog.record("t.mp4", CatalogFolders.failed("t.mp4", .transient), attempts: 3)
        }
        _ = try folders.pending(inputs, in: catalog)
        try fail()
        #expect(try folders.pending(inputs, in: catalog) == ["t.mp4"])
        #expect(try catalog.pending(after: nil, limit: 1)[0].attempts == 0)
        #expect(try catalog.counts().failedEarlier == 1)
        try fail()
        #expect(try folders.pending(inputs, folders.rules(retryFailed: true), in: catalog).count == 2)
        try fail()
        #expect(try folders.pending(inputs, folders.rules(config: "b"), in: catalog).count == 2)
        try fail()
        try folders.touch("p.mp4", seconds: 1_000_000_002)
        #expect(try folders.pending(inputs, in: catalog).count == 2)
    }

    @Test func importedListsAreResumed() throws {
        let sample = try Case()
        let catalog = try sample.folders.open()
        try catalog.importLists(of: sample.dataset.folder.path)
        let failed = try sample.folders.input("c.mp4")
        // A list does not say what the failed file was like.
        #expect(try sample.folders.pending(sample.inputs + [failed], in: catalog) == ["c.mp4"])
        #expect(try catalog.counts().doneEarlier == 2)
        // From now on the time of the source is known.
        try sample.folders.touch("a.mp4", seconds: 999_999_999)
        #expect(try sample.folders.pending(sample.inputs, in: catalog) == ["a.mp4"])
    }

    @Test func aSourceYoungerThanItsImportedBundleMakesWork() throws {
        let sample = try Case()
        let catalog = try sample.folders.open()
        try catalog.importLists(of: sample.dataset.folder.path)
        try sample.folders.touch("a.mp4", seconds: Date().timeIntervalSince1970 + 1000)
        #expect(try sample.folders.pending(sample.inputs, in: catalog) == ["a.mp4"])
    }
}
