import Foundation
import Testing

@testable import OmniZipBundle

@Suite struct RunLockTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func onlyOneHolderAtATime() throws {
        do {
            let first = try RunLock(folder: folder.path)
            #expect(!first.wasAbandoned)
            let error = #expect(throws: BundleError.self) { try RunLock(folder: folder.path) }
            #expect(error?.isTransient == true)
            #expect(error?.description.contains("another run is writing to it") == true)
            // Another machine's shard has a lock of its own.
            _ = try RunLock(folder: folder.path, name: ".omnizip-shard-00001-of-00002.lock")
        }
        #expect(try folder.names() == [])
        #expect(try !RunLock(folder: folder.path).wasAbandoned)
    }

    @Test func aKilledHolderIsNoticed() throws {
        // A killed process releases the lock and leaves the file.
        try Data("1".utf8).write(to: URL(fileURLWithPath: folder.file(".omnizip-run.lock")))
        #expect(try RunLock(folder: folder.path).wasAbandoned)
        #expect(try folder.names() == [])
    }

    @Test func aFolderThatCannotBeWrittenIsNamed() {
        let error = #expect(throws: BundleError.self) { try RunLock(folder: folder.file("missing")) }
        #expect(error?.path == folder.file("missing"))
    }
}
