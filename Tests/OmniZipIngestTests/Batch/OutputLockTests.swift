import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct OutputLockTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func lock(_ shard: String? = nil) throws -> OutputLock {
        try OutputLock(folder: folder.path, shard: shard.flatMap { ShardSelection($0) })
    }

    @Test func shardsDoNotExcludeEachOther() throws {
        let first = try lock("0/2")
        let second = try lock("1/2")
        #expect(throws: BundleError.self) { try lock("0/2") }
        withExtendedLifetime((first, second)) {}
    }

    @Test func aRunOverEverythingExcludesThoseOfShards() throws {
        do {
            let whole = try lock()
            #expect(throws: BundleError.self) { try lock("0/2") }
            #expect(throws: BundleError.self) { try lock() }
            withExtendedLifetime(whole) {}
        }
        let shard = try lock("0/2")
        let error = #expect(throws: BundleError.self) { try lock() }
        #expect(error?.isTransient == true)
        withExtendedLifetime(shard) {}
    }

    @Test func whatAKilledRunLeftExcludesNobody() throws {
        try folder.write("1", to: ".omnizip-shard-00001-of-00002.lock")
        try folder.write("half", to: ".omnizip-1.tmp")
        let whole = try lock()
        #expect(folder.files() == [".omnizip-run.lock"])
        withExtendedLifetime(whole) {}
    }
}
