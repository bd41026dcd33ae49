import Testing

@testable import OmniZipCore

@Suite struct MergeEntryTests {
    @Test func linearTablesHaveTheTargetsOwnEntryFirst() {
        let raw = [
            MergeEntry(target: 9, source: 8, weight: 1),
            MergeEntry(target: 2, source: 4, weight: 0.25), MergeEntry(target: 2, source: 3, weight: 0.5),
            MergeEntry(target: 2, source: 1, weight: 0.25),
        ]
        let linear = MergeEntry.linear(fromRaw: raw)
        #expect(linear.map(\.target) == [2, 2, 2, 2, 9, 9])
        #expect(linear.map(\.source) == [2, 3, 1, 4, 9, 8])
        #expect(linear.map(\.weight) == [0.5, 0.25, 0.125, 0.125, 0.5, 0.5])
        #expect(MergeEntry.linear(fromRaw: []).isEmpty)
    }
}
