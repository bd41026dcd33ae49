/// The windows of a clip shared out to the columns of a chart: some columns a window where there is room, several windows a
/// column where there is not.
struct TimelineColumns: Sendable {
    /// What one column of the chart shows: a share in [0, 1], or nil where there is nothing to take a share of.
    struct Column: Sendable, Equatable {
        /// Start in media time.
        var startSeconds: Double
        /// Kept audio tokens / audio tokens; nil without audio.
        var retention: Double?
        /// Dropped video tokens / video tokens; nil without video.
        var rate: Double?
        /// Whether no audio guides any of the windows.
        var isUnguided: Bool { retention == nil }
    }

    /// Wider bars tell no more.
    private static let widestBar = 6

    /// The columns from left to right.
    let columns: [Column]
    /// Columns of one window; 1 if several windows share one.
    let columnsPerWindow: Int
    /// Windows in one column; the last column may hold fewer.
    let windowsPerColumn: Int

    /// Shares `windows` out to at most `room` columns. Windows in one column are averaged by their tokens.
    init(_ windows: [WindowOutcome], room: Int) {
        let room = max(1, room)
        let perWindow = windows.isEmpty ? 1 : max(1, min(Self.widestBar, room / windows.count))
        let perColumn = max(1, (windows.count + room - 1) / room)
        columnsPerWindow = perWindow
        windowsPerColumn = perColumn
        columns = stride(from: 0, to: windows.count, by: perColumn).flatMap { start in
            let group = windows[start..<min(windows.count, start + perColumn)]
            let seconds = windows[start].endSeconds - windows[start].startSeconds
            return (0..<perWindow).map { place in
                Column(
                    startSeconds: windows[start].startSeconds + seconds * Double(place) / Double(perWindow),
                    retention: Self.share(group.map { ($0.audio.kept, $0.audio.total) }),
                    rate: Self.share(group.map { ($0.video.dropped, $0.video.total) }))
            }
        }
    }

    private static func share(_ counts: [(part: Int, whole: Int)]) -> Double? {
        let whole = counts.reduce(0) { $0 + $1.whole }
        return whole > 0 ? Double(counts.reduce(0) { $0 + $1.part }) / Double(whole) : nil
    }
}
