import OmniZipBundle

/// A chart of windows over time: kept audio above, dropped video below, both from 0 to 100 %.
struct TimelineChart: Sendable {
    private let windows: [WindowOutcome]
    private let style: TerminalStyle
    private let timeline: TimelineColumns

    /// Lines of a bar of 100 %.
    private static let height = 4
    /// Columns of the scale to the left of the bars.
    private static let scaleWidth = 7
    /// Parts of a line that a bar may end at, from none to all.
    private static let blocks = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let asciiBlocks = [" ", ".", ":", "#"]

    /// A chart of `windows`.
    init(_ windows: [WindowOutcome], style: TerminalStyle) {
        self.windows = windows
        self.style = style
        timeline = TimelineColumns(windows, room: style.columns - Self.scaleWidth)
    }

    /// The lines of the chart; none without windows.
    var lines: [StyledText] {
        guard !windows.isEmpty else { return [] }
        let audio = windows.compactMap(\.retention)
        let video = windows.filter { $0.video.total > 0 }.map {
            Double($0.video.dropped) / Double($0.video.total)
        }
        var lines = [StyledText("Timeline", .bold)]
        lines += panel("audio tokens kept", shares: audio, missing: "no sound in this video", of: \.retention, .cyan)
        lines += panel("video tokens dropped", shares: video, missing: "no pictures in this video", of: \.rate, .yellow)
        return lines + legend(hasAudio: !audio.isEmpty, hasVideo: !video.isEmpty)
    }

    private func panel(
        _ title: String, shares: [Double], missing: String, of value: (TimelineColumns.Column) -> Double?,
        _ tint: StyledText.Tint
    ) -> [StyledText] {
        guard let least = shares.min(), let most = shares.max() else {
            return StyledText.wrapped("\(title): \(missing)", .dim, columns: style.columns)
        }
        let range =
            least == most ? "\(percent(least)) in every window" : "\(percent(least)) to \(percent(most)) a window"
        let labels = StyledText(TimeAxis(starts).labels(room: style.columns - Self.scaleWidth), .dim)
        let rows = (0..<Self.height).reversed().map { row in scale(above: row) + bars(row: row, of: value, tint) }
        return StyledText.wrapped("\(title), \(range)", columns: style.columns) + rows + [
            axis, .blanks(Self.scaleWidth) + labels,
        ]
    }

    private func percent(_ share: Double) -> String { Quantity.fixed(100 * share, digits: 0) + " %" }

    /// The label of the upper edge of a row: 100 % and 50 %.
    private func scale(above row: Int) -> StyledText {
        let isLabelled = row + 1 == Self.height || 2 * (row + 1) == Self.height
        let label = isLabelled ? percent(Double(row + 1) / Double(Self.height)) : ""
        let tick = style.unicode ? (isLabelled ? "┤" : "│") : (isLabelled ? "+" : "|")
        return StyledText(label, .dim).padded(to: Self.scaleWidth - 1, .right) + StyledText(tick, .dim)
    }

    /// One row of bars; runs of a look are put together.
    private func bars(
        row: Int, of value: (TimelineColumns.Column) -> Double?, _ tint: StyledText.Tint
    ) -> StyledText {
        var line = StyledText()
        var run = ""
        var look = tint
        for column in timeline.columns {
            let share = value(column)
            let own: StyledText.Tint = share == nil ? .dim : tint
            if own != look {
                line += StyledText(run, look)
                (run, look) = ("", own)
            }
            run += share.map { block($0, row: row) } ?? (row == 0 ? missingSign : " ")
        }
        return line + StyledText(run, look)
    }

    private var missingSign: String { style.unicode ? "·" : "-" }

    /// The part of `row` that a bar of `share` fills; a bar of more than nothing shows something.
    private func block(_ share: Double, row: Int) -> String {
        let blocks = style.unicode ? Self.blocks : Self.asciiBlocks
        let steps = blocks.count - 1
        let height = Int((share * Double(Self.height * steps)).rounded())
        let shown = share > 0 ? max(1, height) : 0
        return blocks[min(steps, max(0, shown - row * steps))]
    }

    private var starts: [Double] { timeline.columns.map(\.startSeconds) }

    private var axis: StyledText {
        let ticks = TimeAxis(starts).ticks
        let (tick, plain) = style.unicode ? ("┬", "─") : ("+", "-")
        let line = timeline.columns.indices.map { ticks.contains($0) ? tick : plain }
        return StyledText("0 %", .dim).padded(to: Self.scaleWidth - 1, .right)
            + StyledText((style.unicode ? "┼" : "+") + line.joined(), .dim)
    }

    private func legend(hasAudio: Bool, hasVideo: Bool) -> [StyledText] {
        var parts = [columnMeaning]
        if hasAudio, timeline.columns.contains(where: { $0.retention == nil }) {
            parts.append("\(missingSign) no sound: pruned without guidance")
        }
        if hasVideo, timeline.columns.contains(where: { $0.rate == nil }) { parts.append("\(missingSign) no pictures") }
        return StyledText.wrapped(parts.joined(separator: "; "), .dim, columns: style.columns)
    }

    private var columnMeaning: String {
        let seconds = windows.first.map { Quantity.fixed($0.endSeconds - $0.startSeconds, digits: 0) } ?? "-"
        if timeline.windowsPerColumn > 1 {
            return "one column is the mean of \(timeline.windowsPerColumn) windows of \(seconds) s"
        }
        let columns = timeline.columnsPerWindow
        return columns == 1 ? "one column a window of \(seconds) s" : "\(columns) columns a window of \(seconds) s"
    }
}
