import Testing

@testable import OmniZipKernels

@Suite struct TopKTests {
    @Test func tiesGoToTheLowerIndex() {
        #expect(TopK.indices(ofLargest: 2, in: [1, 3, 3, 3, 2]) == [1, 2])
        #expect(TopK.indices(ofLargest: 3, in: [0, -0.0, 0, 0]) == [0, 1, 2])
        #expect(TopK.indices(ofLargest: 1, in: [-1, -2]) == [0])
    }

    @Test func countsBeyondTheEndsAreClamped() {
        #expect(TopK.indices(ofLargest: 0, in: [1, 2]).isEmpty)
        #expect(TopK.indices(ofLargest: -1, in: [1, 2]).isEmpty)
        #expect(TopK.indices(ofLargest: 5, in: [1, 2]) == [0, 1])
        #expect(TopK.indices(ofLargest: 1, in: []).isEmpty)
    }

    @Test func ranksBreakTies() {
        var entries = [(1.0, 2), (1.0, 0), (1.0, 1), (0.5, 3)].enumerated().map { index, entry in
            ScoredIndex(score: entry.0, rank: Int32(entry.1), index: Int32(index))
        }
        entries.withUnsafeMutableBufferPointer { TopK.select(2, of: $0) }
        #expect(Set(entries[..<2].map(\.index)) == [1, 2])
    }

    @Test func selectsWhatSortingWouldSelect() {
        var numbers = TestNumbers(seed: 11)
        for size in [1, 2, 7, 8, 9, 30, 100, 257] {
            for levels in [2, 5, 1000] {
                let scores = (0..<size).map { _ in (numbers.next() * Float(levels)).rounded() }
                let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
                for count in Set([1, size / 3, size / 2, size - 1, size]) {
                    #expect(TopK.indices(ofLargest: count, in: scores) == order[..<count].sorted())
                }
            }
        }
    }

    @Test func aNotANumberDoesNotDisturbTheOthers() {
        var entries = [1.0, .nan, 3, 2].enumerated().map {
            ScoredIndex(score: $1, rank: Int32($0), index: Int32($0))
        }
        entries.withUnsafeMutableBufferPointer { TopK.select(2, of: $0) }
        #expect(Set(entries[..<2].map(\.index)) == [1, 2])
    }
}
