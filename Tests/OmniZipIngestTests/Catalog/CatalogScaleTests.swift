import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// More inputs than fit one batch or one page.
@Suite struct CatalogScaleTests {
    private static let count = 10_000
    private static let batch = 1000
    private static let page = 700

    @Test func everyInputOfManyComesOnceAndInOrder() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        let names = (0..<Self.count).map { "folder/recording \($0).mp4" }
        try catalog.beginRun(folders.rules())
        for start in stride(from: 0, to: Self.count, by: Self.batch) {
            try catalog.register(
                names[start..<start + Self.batch].map { IngestInput(path: "/nowhere/" + $0, name: $0, wasNamed: false) }
            )
        }
        #expect(try catalog.counts() == RunCounts(pending: Self.count))
        var found: [String] = []
        var cursor: CatalogCursor?
        repeat {
            let page = try catalog.pending(after: cursor, limit: Self.page)
            cursor = page.last?.cursor
            found += page.map(\.input.name)
        } while cursor != nil
        #expect(found == names.sorted(by: PathOrder.precedes))
        for name in found.prefix(50) { try catalog.record(name, CatalogFolders.failed(name), attempts: 1) }
        #expect(try catalog.writeLists(to: folders.output.path).failedPermanently == 50)
        #expect(try folders.names("failures.jsonl") == Array(found.prefix(50)))
    }
}
