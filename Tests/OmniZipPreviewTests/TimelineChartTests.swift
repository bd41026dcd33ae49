import OmniZipBundle
import Testing

@testable import OmniZipPreview

@Suite struct TimelineChartTests {
    @Test(arguments: [
        (1, 100, 6, 1), (10, 35, 3, 1), (73, 73, 1, 1), (74, 73, 1, 2), (300, 73, 1, 5), (300, 1, 1, 300),
    ])
    func windowsAreSharedOutToColumns(windows: Int, room: Int, columns: Int, perColumn: Int) {
        let timeline = TimelineColumns(
            (0..<windows).map { PruningFixtures.window($0, audioKept: 25, videoKept: 72) }, room: room)
        #expect(timeline.columnsPerWindow == columns)
        #expect(timeline.windowsPerColumn == perColumn)
        #expect(timeline.columns.count <= room)
        #expect(timeline.columns.allSatisfy { $0.retention == 0.5 && $0.rate == 0.75 })
    }

    @Test func windowsOfAColumnAreAveragedByTheirTokens() {
        let windows = [
            PruningFixtures.window(0, audio: 10, audioKept: 10, videoKept: 288),
            PruningFixtures.window(1, audio: 30, audioKept: 10, videoKept: 0),
            PruningFixtures.window(2, audio: 0, audioKept: 0, videoKept: 144),
        ]
        let columns = TimelineColumns(windows, room: 2).columns
        #expect(columns.map(\.retention) == [0.5, nil])
        #expect(columns.map(\.rate) == [0.5, 0.5])
        #expect(columns.map(\.startSeconds) == [0, 4])
    }

    @Test func barsShowEighthsOfALine() {
        // 50 tokens of which k are kept: k / 50 of 32 eighths.
        let kept = [0, 1, 13, 25, 50]
        let windows = kept.enumerated().map {
            PruningFixtures.window($0.offset, video: 0, audioKept: $0.element, videoKept: 0)
        }
        let lines = TimelineChart(windows, style: TerminalStyle(columns: 20)).lines.map { $0.rendered(TerminalStyle()) }
        #expect(
            lines.drop { !$0.hasPrefix(" 100") }.prefix(5).elementsEqual(
                [
                    " 100 %┤        ██", "      │        ██", "  50 %┤      ████", "      │  ▁▁██████",
                    "   0 %┼┬─────────",
                ]))
    }

    @Test func noTimelineWithoutWindows() {
        #expect(TimelineChart([], style: TerminalStyle()).lines.isEmpty)
    }

    @Test func ticksAreAtRoundTimesAndLabelsDoNotTouch() {
        let axis = TimeAxis((0..<60).map { 3 + Double($0) * 10 / 3 })
        #expect(axis.labels(room: 60) == "         0:30     1:00     1:30     2:00     2:30     3:00")
        #expect(axis.labels(room: 30) == "         0:30     1:00")
        #expect(axis.ticks == [9, 18, 27, 36, 45, 54])
        #expect(TimeAxis([]).ticks.isEmpty)
        #expect(TimeAxis([.nan, .infinity]).ticks.isEmpty)
        #expect(TimeAxis([3600, 3602]).labels(room: 10) == "1:00:00")
    }
}
