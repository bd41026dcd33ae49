import Testing

@testable import OmniZipCore
@testable import OmniZipKernels

@Suite struct AnchorMergeTests {
    // Two anchors along the axes, and tokens between them.
    private let tokens: [Float] = [
        1, 0,  // 0: anchor
        0, 1,  // 1: anchor
        0.6, 0.8,  // 2
        0.8, 0.6,  // 3
        0.8, 0.6,  // 4
        0.70710678, 0.70710678,  // 5: as near to the one as to the other
    ]

    private func entries(_ merge: AnchorMerge, scores: [Float]?) -> [MergeEntry] {
        tokens.withUnsafeBufferPointer { tokens in
            merge.entries(
                anchors: [0, 1], pool: [2, 3, 4, 5], unit: RowView(tokens, columns: 2), scores: scores,
                firstIndex: 10, scratch: WindowScratch())
        }
    }

    private func merge(_ count: Int, scale: Double = 1) -> AnchorMerge {
        AnchorMerge(parameters: CompressionParameters(mergeCount: count, mergeScoreScale: scale))
    }

    @Test func tokensGoToTheirNearestAnchorAndTheBestScoredAreTaken() {
        let scores: [Float] = [0, 0, 0.1, 0.2, 0.2, 0.9]
        let result = entries(merge(2), scores: scores)
        #expect(result.map(\.target) == [10, 10, 11])
        // Of 13 and 14 with equal scores the lower index; 15 goes to the earlier of two equally near anchors.
        #expect(result.map(\.source) == [15, 13, 12])
        let e = PortableMath.exp(Double(Float(0.2) - Float(0.9)))
        #expect(abs(result[0].weight - 1 / (1 + e)) < 1e-7)
        #expect(abs(result[1].weight - e / (1 + e)) < 1e-7)
        #expect(result[2].weight == 1)
    }

    @Test func theScaleSharpensTheSoftmax() {
        let scores: [Float] = [0, 0, 0, 0.25, 0.5, 0]
        let result = entries(merge(2, scale: 4), scores: scores)
        let e = PortableMath.exp(-1)
        #expect(result.map(\.source) == [14, 13, 12])
        #expect(abs(result[1].weight - e / (1 + e)) < 1e-7)
    }

    @Test func withoutVideoTheCosineToTheAnchorIsTheScore() {
        let result = entries(merge(2), scores: nil)
        #expect(result.map(\.source) == [13, 14, 12])
        #expect(result[0].weight == 0.5)
    }

    @Test func noMergesWithoutAnchorsOrPoolOrCount() {
        #expect(entries(merge(0), scores: nil).isEmpty)
        tokens.withUnsafeBufferPointer { tokens in
            let rows = RowView(tokens, columns: 2)
            let scratch = WindowScratch()
            #expect(
                merge(3).entries(anchors: [], pool: [1], unit: rows, scores: nil, firstIndex: 0, scratch: scratch)
                    .isEmpty)
            #expect(
                merge(3).entries(anchors: [1], pool: [], unit: rows, scores: nil, firstIndex: 0, scratch: scratch)
                    .isEmpty)
        }
    }

    @Test func consolidationCountsTheAnchorOnce() {
        let raw = [
            MergeEntry(target: 10, source: 12, weight: 0.75), MergeEntry(target: 10, source: 13, weight: 0.25),
        ]
        let result = tokens.withUnsafeBufferPointer {
            AnchorMerge.consolidate(raw, tokens: RowView($0, columns: 2), firstIndex: 10)
        }
        #expect(result.index == [10])
        #expect(abs(result.rows.values[0] - (1 + 0.75 * 0.6 + 0.25 * 0.8) / 2) < 1e-6)
        #expect(abs(result.rows.values[1] - (0.75 * 0.8 + 0.25 * 0.6) / 2) < 1e-6)
    }
}
