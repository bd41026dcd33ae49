import OmniZipBundle
import OmniZipCore
import Testing

@Suite struct MergeTableTests {
    @Test func rawWeightsBecomeLinear() {
        // Audio tokens 0, 1, 2, 3 lie at block positions 4, 5, 9, 10.
        let places = MergeTable.blockPositions(of: 2, in: [1, 1, 1, 1, 2, 2, 1, 1, 1, 2, 2])
        #expect(places == [4, 5, 9, 10])
        var builder = MergeTable.Builder()
        builder.addRaw(
            anchor: 3, sources: [(index: 0, weight: 0.25), (index: 2, weight: 0.75)], blockPositions: places)
        builder.addRaw(anchor: 1, sources: [], blockPositions: places)
        builder.addRaw(anchor: 1, sources: [(index: 0, weight: 1)], blockPositions: places)
        let table = builder.table()
        #expect(table.target == [5, 5, 10, 10, 10])
        #expect(table.source == [5, 4, 10, 9, 4])
        #expect(table.weight == [0.5, 0.5, 0.5, 0.375, 0.125])
    }

    @Test func entriesOfTheCompressionAreGrouped() {
        let places = (0..<9).map { Int32($0) }
        var single = MergeTable.Builder()
        single.addRaw(anchor: 2, sources: [(index: 1, weight: 0.5), (index: 3, weight: 0.5)], blockPositions: places)
        single.addRaw(anchor: 5, sources: [(index: 4, weight: 1)], blockPositions: places)
        single.addLinear(target: 8, source: 8, weight: 0.5, blockPositions: places)
        single.addLinear(target: 8, source: 7, weight: 0.5, blockPositions: places)
        var grouped = MergeTable.Builder()
        grouped.addRaw(
            [
                MergeEntry(target: 2, source: 1, weight: 0.5), MergeEntry(target: 2, source: 3, weight: 0.5),
                MergeEntry(target: 5, source: 4, weight: 1),
            ], blockPositions: places)
        grouped.addLinear(
            [MergeEntry(target: 8, source: 7, weight: 0.5), MergeEntry(target: 8, source: 8, weight: 0.5)],
            blockPositions: places)
        #expect(grouped.table() == single.table())
        #expect(grouped.table().count == 7)
    }

    @Test func equalWeightsKeepTheOrderOfSourcesAndTheOwnEntryLeads() {
        var builder = MergeTable.Builder()
        let places = (0..<9).map { Int32($0) }
        for source in [7, 3, 5, 4] {
            builder.addLinear(target: 5, source: source, weight: source == 4 ? 0.4 : 0.2, blockPositions: places)
        }
        #expect(builder.table().source == [5, 4, 3, 7])
        #expect(MergeTable.Builder().table() == MergeTable())
        #expect(MergeTable().count == 0)
    }
}
