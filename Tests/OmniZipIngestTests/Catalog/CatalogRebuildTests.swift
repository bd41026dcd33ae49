import Foundation
import GRDB
import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct CatalogRebuildTests {
    /// What a catalog says of each input, apart from times and runs, and from the configuration of a failure, which no
    /// list names.
    private static func rows(_ path: String) throws -> [String] {
        try DatabaseQueue(path: path).read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT name, state, iif(state = 2, config_sha256, NULL) AS config,
                        failure_class, failure_code, attempts, bundle_path, bundle_bytes,
                        document_path, document_bytes, duration_seconds, done_bytes, warnings, video_total, video_kept,
                        audio_total, audio_kept, has_meta, manifest, failure, meta, source_sha256, bundle_sha256
                    FROM input JOIN line USING (id) ORDER BY name
                    """
            ).map { "\($0)" }
        }
    }

    private static let lists = [DatasetFiles.manifest, DatasetFiles.failures, DatasetFiles.summary]

    /// A dataset as a run leaves it, catalog included.
    private static func recorded() throws -> CatalogFolders {
        let dataset = try SampleDataset()
        let folders = try CatalogFolders(output: dataset.folder)
        let catalog = try folders.open()
        let inputs = [
            try folders.input("a.mp4", meta: .object(["k": .string("v")])), try folders.input("talks/b.mp4"),
            try folders.input("c.mp4"),
        ]
        _ = try folders.pending(inputs, folders.rules(force: true), in: catalog)
        for line in dataset.manifest { try catalog.record(line.path, CatalogFolders.done(line), attempts: 0) }
        try catalog.record("c.mp4", CatalogFolders.failed("c.mp4"), attempts: 1)
        _ = try catalog.writeLists(to: folders.output.path)
        try catalog.close()
        return folders
    }

    @Test func theRebuiltCatalogEqualsTheOriginal() throws {
        let folders = try Self.recorded()
        let before = try Self.rows(folders.catalogPath)
        let lists = try Self.lists.map { try Data(contentsOf: folders.output.url($0)) }
        try FileManager.default.removeItem(atPath: folders.catalogPath)
        let result = try CatalogRebuild.rebuild(folder: folders.output.path)
        #expect(result.videos == 2 && result.refused == [])
        #expect(try Self.rows(folders.catalogPath) == before)
        #expect(before.count == 3)
        #expect(try Self.lists.map { try Data(contentsOf: folders.output.url($0)) } == lists)
        let catalog = try folders.open()
        #expect(!catalog.isNew)
        #expect(try folders.pending([folders.input("a.mp4"), folders.input("talks/b.mp4")], in: catalog) == [])
        #expect(try DatasetVerifier.verify(path: folders.output.path).findings == [])
    }

    @Test func lostListsAreMadeAgainAndDamageIsLeftOut() throws {
        let folders = try Self.recorded()
        for name in Self.lists { try FileManager.default.removeItem(at: folders.output.url(name)) }
        let bundle = folders.output.url("talks/b.mp4.safetensors")
        try Data(contentsOf: bundle).dropLast(1).write(to: bundle)
        let result = try CatalogRebuild.rebuild(folder: folders.output.path)
        #expect(result.refused == ["talks/b.mp4.safetensors"])
        #expect(try folders.names(DatasetFiles.manifest) == ["a.mp4"])
        #expect(result.summary.configSHA256 == CatalogFolders.config)
        #expect(
            try DatasetVerifier.verify(path: folders.output.path).findings.map(\.path) == ["talks/b.mp4.safetensors"])
        let catalog = try folders.open()
        #expect(
            try folders.pending([folders.input("a.mp4"), folders.input("talks/b.mp4")], in: catalog)
                == ["talks/b.mp4"])
    }

    @Test func aDamagedCatalogIsReplaced() throws {
        let folders = try Self.recorded()
        try folders.output.write("no database", to: "catalog.sqlite")
        _ = try CatalogRebuild.rebuild(folder: folders.output.path)
        #expect(try Self.rows(folders.catalogPath).count == 3)
        #expect(folders.output.files().filter { $0.hasPrefix("catalog") } == ["catalog.sqlite"])
    }

    @Test func theCatalogMayLieElsewhere() throws {
        let folders = try Self.recorded()
        let elsewhere = try TemporaryFolder()
        _ = try CatalogRebuild.rebuild(folder: folders.output.path, catalogPath: elsewhere.path("x.sqlite"))
        #expect(try Self.rows(elsewhere.path("x.sqlite")) == Self.rows(folders.catalogPath))
    }
}
