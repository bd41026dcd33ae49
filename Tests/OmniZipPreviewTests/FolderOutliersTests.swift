import OmniZipBundle
import Testing

@testable import OmniZipPreview

@Suite struct FolderOutliersTests {
    private func videos(_ kept: [Int]) -> [FolderReport.Video] {
        kept.enumerated().map { FolderFixtures.video("\($0.offset)", kept: $0.element, seconds: nil) }
    }

    /// By hand: the median of these is 2450, the distances from it are 50, 50, 150, 150, 150, 150, 350, 350, 5750 and 5850,
    /// the median of which is 150.
    @Test func scoresAreThoseOfTheFormula() throws {
        let videos = videos([2100, 2600, 2400, 2500, 2300, 2100, 2300, 2600, 8200, 8300])
        let outliers = FolderOutliers(videos)
        #expect(outliers.median(of: .tokens) == 2450)
        let score = try #require(outliers.score(of: videos[8], in: .tokens))
        #expect((score - 0.6745 * 5750 / 150).magnitude < 1e-9)
        #expect(outliers.marked(videos).filter { $0.outlier.contains("tokens") }.map(\.name) == ["8", "9"])
        #expect(outliers.score(of: videos[0], in: .tokensPerSecond) == nil)
    }

    @Test func whereMostAreEqualTheMeanDeviationCounts() throws {
        let videos = videos([Int](repeating: 3000, count: 9) + [9000])
        let outliers = FolderOutliers(videos)
        // |x - median| = 6000 for one of ten: the mean is 600.
        let score = try #require(outliers.score(of: videos[9], in: .tokens))
        #expect((score - 6000 / (1.253314 * 600)).magnitude < 1e-9)
        #expect(outliers.marked(videos).map(\.outlier.isEmpty) == [Bool](repeating: true, count: 9) + [false])
    }

    @Test func equalsAndFewHaveNoOutliers() {
        let equal = videos([Int](repeating: 3000, count: 20))
        #expect(FolderOutliers(equal).marked(equal).allSatisfy { $0.outlier.isEmpty })
        let few = videos([3000, 3001, 3002, 3003, 3004, 3005, 10_000])
        #expect(FolderOutliers(few).marked(few).allSatisfy { $0.outlier.isEmpty })
        #expect(FolderOutliers(few).median(of: .tokens) == nil)
    }
}
