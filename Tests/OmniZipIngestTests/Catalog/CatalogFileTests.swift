import Foundation
import GRDB
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// Files that a catalog may be asked to open.
@Suite struct CatalogFileTests {
    private static func error(_ path: String) -> CatalogError? {
        #expect(throws: CatalogError.self) { try Catalog(.file(path: path)) }
    }

    @Test func aCatalogOfAnotherVersionIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("catalog.sqlite")
        try Catalog(.file(path: path)).close()
        try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        let error = Self.error(path)
        #expect(error?.code == .unknownSchema)
        #expect(error?.remedy?.contains("delete it") == true)
        #expect(error?.isTransient == false)
        #expect(error?.cause.contains("99") == true)
        #expect(throws: CatalogError.self) { try CatalogStatus(folder: folder.path) }
    }

    @Test func aDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("mine.sqlite")
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE mine (x)") }
        let before = try Data(contentsOf: folder.url("mine.sqlite"))
        #expect(Self.error(path)?.code == .foreign)
        #expect(try Data(contentsOf: folder.url("mine.sqlite")) == before)
    }

    @Test func whatIsNoDatabaseIsRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: "no database\n", count: 500), to: "catalog.sqlite")
        let error = Self.error(folder.path("catalog.sqlite"))
        #expect(error?.code == .damaged)
        #expect(error?.remedy?.contains("it is a cache") == true)
    }

    @Test func aCatalogWithDamagedPagesIsAnErrorAndNoCrash() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        try catalog.beginRun(folders.rules())
        try catalog.register((0..<300).map { IngestInput(path: "/x/\($0)", name: "video \($0).mp4", wasNamed: false) })
        try catalog.close()
        var bytes = try Data(contentsOf: folders.output.url("catalog.sqlite"))
        bytes.replaceSubrange(4096..<bytes.count, with: Data(repeating: 0xa5, count: bytes.count - 4096))
        try bytes.write(to: folders.output.url("catalog.sqlite"))
        let error = #expect(throws: CatalogError.self) {
            let damaged = try folders.open()
            try damaged.beginRun(folders.rules())
            try damaged.register([folders.input("a.mp4")])
        }
        #expect(error?.code == .damaged)
    }

    @Test func aMissingFolderIsNamed() throws {
        let folder = try TemporaryFolder()
        let error = Self.error(folder.path("missing/catalog.sqlite"))
        #expect(error?.code == .notFound)
        #expect(error?.cause == "No such file or directory")
        #expect(error?.description.hasPrefix(folder.path("missing/catalog.sqlite: open catalog: ")) == true)
    }

    @Test func anEmptyFileBecomesACatalog() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "catalog.sqlite")
        let catalog = try Catalog(.file(path: folder.path("catalog.sqlite")))
        #expect(catalog.isNew)
        try catalog.close()
    }

    /// A run that was killed leaves its log: nothing that was recorded is lost.
    @Test func aCatalogThatWasNotClosedKeepsWhatItRecorded() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        _ = try folders.pending([folders.input("a.mp4")], in: catalog)
        try catalog.record("a.mp4", CatalogFolders.failed("a.mp4"), attempts: 1)
        let copy = try TemporaryFolder()
        for name in folders.output.files() where name.hasPrefix("catalog") {
            try FileManager.default.copyItem(at: folders.output.url(name), to: copy.url(name))
        }
        let again = try Catalog(.file(path: copy.path("catalog.sqlite")))
        #expect(try folders.pending([folders.input("a.mp4")], in: again) == [])
        #expect(try again.counts().failedEarlier == 1)
    }

    @Test func errorsSayWhetherAnotherAttemptHelps() {
        let transient: [ResultCode] = [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_NOMEM]
        for code in transient {
            #expect(CatalogError(DatabaseError(resultCode: code), operation: "o", path: "/p").isTransient, "\(code)")
        }
        let lasting: [ResultCode] = [.SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_READONLY, .SQLITE_CONSTRAINT]
        for code in lasting {
            #expect(!CatalogError(DatabaseError(resultCode: code), operation: "o", path: "/p").isTransient, "\(code)")
        }
        let full = CatalogError(DatabaseError(resultCode: .SQLITE_FULL, message: "m"), operation: "o", path: "/p")
        #expect(full.description == "/p: o: m (free space on the disk and run again)")
    }
}
