import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct CatalogStatusTests {
    @Test func aRunIsReadWhileItGoesOn() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        let names = (0..<8).map { "\($0).mp4" }
        _ = try folders.pending(try names.map { try folders.input($0) }, in: catalog)
        #expect(try CatalogStatus(folder: folders.output.path).counts.pending == 8)
        for name in names.prefix(6) { try catalog.markRunning(name) }
        try catalog.record("0.mp4", try CatalogFolders.done("0.mp4", seconds: 3), attempts: 1)
        try catalog.record("1.mp4", try CatalogFolders.done("1.mp4", seconds: 4), attempts: 1)
        try catalog.record("2.mp4", CatalogFolders.failed("2.mp4", .transient, code: "system"), attempts: 3)
        try catalog.record("3.mp4", CatalogFolders.failed("3.mp4"), attempts: 1)
        try catalog.record("4.mp4", CatalogFolders.failed("4.mp4"), attempts: 1)
        // A transaction that is not at its end yet neither shows nor hinders.
        let status = try catalog.write("test") { database in
            try database.execute(sql: "UPDATE input SET state = 2")
            return try CatalogStatus.read(folders.catalogPath, shownAs: "x", now: Catalog.now() + 7)
        }
        try catalog.write("test") { try $0.execute(sql: "UPDATE input SET state = 0 WHERE name = '5.mp4'") }
        #expect(status.activity == .running)
        #expect(status.counts == .init(pending: 2, running: 1, done: 2, failed: 3, skipped: 0))
        #expect(status.finished == .init(pending: 0, running: 0, done: 2, failed: 3, skipped: 0))
        #expect(status.failures == [.init(code: "not_media", count: 2), .init(code: "system", count: 1)])
        #expect(status.running.map(\.path) == ["5.mp4"] && status.running[0].attempt == 1)
        #expect(status.running[0].seconds > 6)
        #expect(status.durationSeconds == 7 && status.video == TokenCount(total: 8, kept: 4))
        #expect(status.workedSeconds > 6.9)
        #expect(abs((status.videosPerSecond ?? 0) * status.workedSeconds - 5) < 1e-9)
        #expect(abs((status.mediaSecondsPerSecond ?? 0) * status.workedSeconds - 7) < 1e-9)
        // Three of eight sources of one size are left.
        #expect(abs((status.remainingSeconds ?? 0) - status.workedSeconds * 3 / 5) < 1e-9)
    }

    @Test func earlierWorkIsNotTakenForThisRuns() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        let inputs = try ["a.mp4", "b.mp4"].map { try folders.input($0) }
        _ = try folders.pending(inputs, in: catalog)
        try catalog.record("a.mp4", CatalogFolders.failed("a.mp4"), attempts: 1)
        #expect(try folders.pending(inputs, in: catalog) == ["b.mp4"])
        let status = try CatalogStatus(folder: folders.output.path)
        #expect(status.counts.failed == 1 && status.finished.failed == 0)
        #expect(status.videosPerSecond == nil && status.remainingSeconds == nil)
    }

    @Test func aRunEndsOrFallsSilent() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        #expect(try CatalogStatus(folder: folders.output.path).activity == .none)
        try catalog.beginRun(folders.rules())
        try catalog.write("test") { try $0.execute(sql: "UPDATE run SET host = 'another machine'") }
        let now = Catalog.now()
        func activity(_ later: Double) throws -> CatalogStatus.Activity {
            try CatalogStatus.read(folders.catalogPath, shownAs: "x", now: now + later).activity
        }
        #expect(try activity(30) == .running)
        #expect(try activity(3600) == .silent)
        try catalog.beat()
        try catalog.close()
        #expect(try activity(3600) == .ended)
        #expect(folders.output.files() == ["catalog.sqlite"])
    }

    @Test func shardsAreAddedUp() throws {
        let folders = try CatalogFolders()
        for shard in ["shard-00001-of-00002", "shard-00002-of-00002"] {
            let catalog = try Catalog(.file(path: folders.output.path("\(shard).catalog.sqlite")))
            _ = try folders.pending([folders.input("\(shard).mp4"), folders.input("\(shard)-2.mp4")], in: catalog)
            try catalog.markRunning("\(shard).mp4")
            try catalog.record("\(shard).mp4", CatalogFolders.failed("\(shard).mp4"), attempts: 1)
        }
        let status = try CatalogStatus(folder: folders.output.path)
        #expect(status.catalogs == 2 && status.counts.pending == 2)
        #expect(status.failures == [.init(code: "not_media", count: 2)])
        #expect(status.remainingSeconds != nil)
    }

    @Test func aFolderWithoutACatalogIsAnError() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: CatalogError.self) { try CatalogStatus(folder: folder.path) }
        #expect(error?.code == .notFound && error?.isTransient == false)
        #expect(folder.files() == [])
    }
}
