import Testing

@testable import OmniZipCore

@Suite struct AnchorConsolidationTests {
    private struct Missing: Error {}

    private let raw = [
        MergeEntry(target: 10, source: 12, weight: 0.75), MergeEntry(target: 10, source: 13, weight: 0.25),
        MergeEntry(target: 11, source: 14, weight: 1), MergeEntry(target: 10, source: 15, weight: 1),
    ]

    @Test func entriesOfOneAnchorFollowEachOther() {
        let groups = AnchorConsolidation.groups(raw)
        #expect(groups.map { $0.map(\.source) } == [[12, 13], [14], [15]])
        #expect(AnchorConsolidation.groups([]).isEmpty)
    }

    @Test func theAnchorCountsOnce() {
        let tokens: [Float] = [1, 0, 9, 9, 0.6, 0.8, 0.8, 0.6]
        var result: [Float] = [.nan, .nan]
        var consolidation = AnchorConsolidation(columns: 2)
        tokens.withUnsafeBufferPointer { tokens in
            result.withUnsafeMutableBufferPointer { result in
                guard let base = tokens.baseAddress, let target = result.baseAddress else { return }
                // Twice, so that nothing of the first anchor may stay behind.
                for _ in 0..<2 { consolidation.write(raw[..<2], to: target) { base + 2 * ($0 - 10) } }
            }
        }
        #expect(abs(result[0] - (1 + 0.75 * 0.6 + 0.25 * 0.8) / 2) < 1e-6)
        #expect(abs(result[1] - (0.75 * 0.8 + 0.25 * 0.6) / 2) < 1e-6)
    }

    @Test func aTokenThatCannotBeReadIsTheCallersError() {
        var value: Float = 0
        var consolidation = AnchorConsolidation(columns: 1)
        #expect(throws: Missing.self) {
            try withUnsafeMutablePointer(to: &value) { target throws(Missing) in
                try consolidation.write(raw[2...2], to: target) { _ throws(Missing) in throw Missing() }
            }
        }
    }
}
