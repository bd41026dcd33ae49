import OmniZipBundle

/// A line a video. Columns that a narrow terminal has no room for are left out, the least telling first.
struct FolderVideoTable: Sendable {
    private struct Column: Sendable {
        let heading: [String]
        /// Columns with a higher rank are left out earlier; 0 stays in any case.
        let rank: Int
        var alignment: StyledText.Alignment = .right
        /// What is left out, in words.
        var meaning = ""
        let text: @Sendable (FolderReport.Video) -> StyledText
    }

    private let videos: [FolderReport.Video]
    private let style: TerminalStyle

    private static let gap = 2
    /// Names get this much room before a column is left out for them.
    private static let comfortableName = 21

    /// A table of `videos`.
    init(_ videos: [FolderReport.Video], style: TerminalStyle) {
        self.videos = videos
        self.style = style
    }

    /// The lines of the table, and a line that tells which columns are left out.
    var lines: [StyledText] {
        let widths = Self.columns.map { column in
            videos.reduce(column.heading.map { TextWidth.columns(of: $0) }.max() ?? 0) {
                max($0, column.text($1).columns)
            }
        }
        let longestName = videos.reduce(5) { max($0, TextWidth.columns(of: Printable.name($1.name))) }
        let shown = shownColumns(widths, nameRoom: min(longestName, Self.comfortableName))
        let taken = shown.reduce(0) { $0 + widths[$1] + Self.gap }
        let nameWidth = max(4, min(longestName, style.columns - taken))
        let missing = Self.columns.indices.filter { !shown.contains($0) }.map { Self.columns[$0].meaning }
        return headings(shown, widths, nameWidth)
            + videos.map { line(of: $0, shown, widths, nameWidth) }
            + (missing.isEmpty
                ? []
                : StyledText.wrapped(
                    "left out for want of room: " + missing.joined(separator: ", "), .dim, columns: style.columns))
    }

    private func shownColumns(_ widths: [Int], nameRoom: Int) -> [Int] {
        var shown = Array(Self.columns.indices)
        while shown.reduce(nameRoom, { $0 + widths[$1] + Self.gap }) > style.columns {
            guard
                let last = shown.filter({ Self.columns[$0].rank > 0 }).max(by: {
                    Self.columns[$0].rank < Self.columns[$1].rank
                })
            else { break }
            shown.removeAll { $0 == last }
        }
        return shown
    }

    private func headings(_ shown: [Int], _ widths: [Int], _ nameWidth: Int) -> [StyledText] {
        (0..<2).map { index in
            var line = StyledText(index == 1 ? "video" : "", .dim).padded(to: nameWidth)
            for column in shown {
                let heading = Self.columns[column].heading
                let text = heading.count == 2 ? heading[index] : index == 1 ? heading[0] : ""
                line +=
                    .blanks(Self.gap)
                    + StyledText(text, .dim).padded(to: widths[column], Self.columns[column].alignment)
            }
            return line
        }
    }

    private func line(of video: FolderReport.Video, _ shown: [Int], _ widths: [Int], _ nameWidth: Int) -> StyledText {
        let name = Printable.name(video.name, columns: nameWidth, ellipsis: style.ellipsis)
        var line = StyledText(name, video.outlier.isEmpty ? .plain : .yellow).padded(to: nameWidth)
        for column in shown {
            line +=
                .blanks(Self.gap)
                + Self.columns[column].text(video).padded(to: widths[column], Self.columns[column].alignment)
        }
        return line
    }

    private static let columns = [
        Column(heading: ["duration"], rank: 3, meaning: "duration") { video in
            StyledText(video.durationSeconds.map { Quantity.duration(seconds: $0) } ?? "-")
        },
        Column(heading: ["frames"], rank: 8, meaning: "frames") { StyledText(Quantity.count($0.frames)) },
        Column(heading: ["grid"], rank: 7, meaning: "grid") { video in
            StyledText(video.grid.contains { $0 > 0 } ? video.grid.map(String.init).joined(separator: "x") : "-")
        },
        Column(heading: ["windows"], rank: 6, meaning: "windows") { StyledText(Quantity.count($0.windows)) },
        Column(heading: ["tokens"], rank: 2, meaning: "tokens before") {
            StyledText(Quantity.count($0.block.total) + " ->")
        },
        Column(heading: ["kept"], rank: 0) { StyledText(Quantity.count($0.block.kept)) },
        Column(heading: ["share", "kept"], rank: 0) { StyledText(Quantity.share($0.keptShare), .green) },
        Column(heading: ["FLOPs", "share"], rank: 4, meaning: "share of FLOPs") {
            StyledText(Quantity.share($0.totalShare))
        },
        Column(heading: ["output", "about"], rank: 5, meaning: "size of the output") {
            StyledText($0.outputBytes > 0 ? Quantity.bytes($0.outputBytes) : "-")
        },
        Column(heading: ["warnings"], rank: 1, meaning: "warnings") { video in
            let count = video.warnings.reduce(0) { $0 + $1.count }
            return StyledText(count == 0 ? "" : Quantity.count(count), .yellow)
        },
        Column(heading: [""], rank: 0) { StyledText($0.outlier.isEmpty ? "" : "!", .yellow) },
    ]
}
