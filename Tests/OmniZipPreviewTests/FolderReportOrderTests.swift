import OmniZipBundle
import Testing

@testable import OmniZipPreview

@Suite struct FolderReportOrderTests {
    private var videos: [FolderReport.Video] {
        var videos = [
            FolderFixtures.video("b", kept: 5000, seconds: 10), FolderFixtures.video("a", kept: 4000, seconds: nil),
            FolderFixtures.video("\u{e9}", kept: 5000, seconds: 90), FolderFixtures.video("Z", kept: 6000, seconds: 20),
        ]
        videos[0].outputBytes = 1
        videos[1].block = TokenCount(total: 0, kept: 0)
        videos[2].warnings = [ReportedWarning(code: "x", message: "x", count: 3)]
        videos[3].warnings = [
            ReportedWarning(code: "x", message: "x", count: 1), ReportedWarning(code: "y", message: "y", count: 1),
        ]
        videos[1].outlier = ["tokens"]
        return videos
    }

    private func names(_ order: FolderOrder) -> [String] { order.sorted(videos).map(\.name) }

    @Test func namesAreInTheOrderOfTheirBytesAndFiguresFromTheLargest() {
        #expect(names(.name) == ["Z", "a", "b", "\u{e9}"])
        #expect(names(.duration) == ["\u{e9}", "Z", "b", "a"])
        #expect(names(.tokens) == ["Z", "b", "\u{e9}", "a"])
        #expect(names(.kept) == ["Z", "b", "\u{e9}", "a"])
        #expect(names(.share) == ["Z", "b", "\u{e9}", "a"])
        #expect(names(.size) == ["Z", "a", "\u{e9}", "b"])
        #expect(names(.warnings) == ["\u{e9}", "Z", "a", "b"])
        #expect(names(.outliers) == ["a", "Z", "b", "\u{e9}"])
        #expect(FolderOrder.allCases.filter(\.isAscending) == [.name])
    }

    @Test func aReportIsSortedAndSummedUp() {
        let report = FolderReport(
            generatorVersion: "1", basis: .plan, model: "m", rhoAudio: 0.3, rhoVideo: 0.6, videos: videos,
            failures: [FolderFixtures.failure("x", "damaged", hint: nil)], skipped: 2, order: .duration)
        #expect(report.videos.map(\.name) == ["\u{e9}", "Z", "b", "a"])
        #expect(report.sorted(by: .name).videos.map(\.name) == ["Z", "a", "b", "\u{e9}"])
        #expect(report.sorted(by: .name).totals == report.totals)
        #expect(report.totals.videos == 4)
        #expect(report.totals.failed == 1)
        #expect(report.totals.skipped == 2)
        #expect(report.totals.durationSeconds == 120)
        #expect(report.totals.video == TokenCount(total: 4 * 9216, kept: 16_000))
        #expect(report.totals.outputBytes == 3 * 31_415_926 + 1)
    }

    @Test func theShareOfAllIsThatOfTheSums() throws {
        let videos = [FolderFixtures.video("a", kept: 10_816), FolderFixtures.video("b", kept: 2000)]
        let share = try #require(FolderReport.Totals(videos, failed: 0, skipped: 0).totalShare)
        // Equal blocks before compression: the mean of their shares.
        let shares = videos.compactMap(\.totalShare)
        #expect((share - (shares[0] + shares[1]) / 2).magnitude < 1e-12)
        #expect(FolderReport.Totals([], failed: 0, skipped: 0).totalShare == nil)
    }
}
