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
            let rows = RowView(tokens, columns: 2)
            return merge.entries(
                anchors: [10, 11], pool: [12, 13, 14, 15], targets: rows.rows(0..<2), sources: rows.rows(2..<6),
                scores: scores, scratch: WindowScratch())
        }
    }

    private func merge(_ count: Int, scale: Double = 1) -> AnchorMerge {
        AnchorMerge(parameters: CompressionParameters(mergeCount: count, mergeScoreScale: scale))
    }

    @Test func tokensGoToTheirNearestAnchorAndTheBestScoredAreTaken() {
        let scores: [Float] = [0.1, 0.2, 0.2, 0.9]
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
        let scores: [Float] = [0, 0.25, 0.5, 0]
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
            let none = rows.rows(0..<0)
            #expect(
                merge(3).entries(
                    anchors: [], pool: [1], targets: none, sources: rows.rows(1..<2), scores: nil, scratch: scratch
                ).isEmpty)
            #expect(
                merge(3).entries(
                    anchors: [1], pool: [], targets: rows.rows(1..<2), sources: none, scores: nil, scratch: scratch
                ).isEmpty)
        }
    }
}
