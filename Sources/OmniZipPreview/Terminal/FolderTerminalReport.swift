import OmniZipBundle

/// What OmniZip keeps of many videos, for a person at a terminal: a line a video, totals, outliers and failures.
public struct FolderTerminalReport: Sendable {
    /// More failures than this are counted only.
    public static let mostListedFailures = 40

    private let report: FolderReport

    /// A terminal's view of `report`.
    public init(_ report: FolderReport) {
        self.report = report
    }

    /// The lines of the report, none of them wider than the style's columns; as with `PruningTerminalReport` they are to
    /// be printed as they are.
    public func lines(_ style: TerminalStyle) -> [String] {
        var blocks: [TextBlock] = []
        if !report.videos.isEmpty { blocks.append(TextBlock(nil, FolderVideoTable(report.videos, style: style).lines)) }
        blocks.append(TextBlock("Totals", totals(style)))
        blocks.append(TextBlock("Far from the others (their median)", outliers(style)))
        blocks.append(TextBlock("Failed", failures(style)))
        return TextBlock.stacked(blocks).map { $0.cut(to: style.columns, ellipsis: style.ellipsis).rendered(style) }
    }

    private func totals(_ style: TerminalStyle) -> [StyledText] {
        let totals = report.totals
        var facts = FactLines(columns: style.columns, nameWidth: 7)
        var videos = "\(Quantity.count(totals.videos))"
        if totals.failed > 0 { videos += ", \(Quantity.count(totals.failed)) failed" }
        if totals.skipped > 0 { videos += ", \(Quantity.count(totals.skipped)) skipped: no media" }
        facts.add("videos", videos)
        guard totals.videos > 0 else { return facts.lines }
        facts.add("media", Quantity.duration(seconds: totals.durationSeconds))
        facts.add(
            "tokens", "\(kept(totals.block)); video \(kept(totals.video)), audio \(kept(totals.audio))")
        facts.add(
            "FLOPs",
            "\(Quantity.share(totals.totalShare)) of those without compression, by the cost model of "
                + Printable.name(report.model))
        facts.add("output", "about \(Quantity.bytes(totals.outputBytes))")
        let asked =
            report.maxTokens.map { "chosen for each video, to keep at most \(Quantity.count($0)) tokens" }
            ?? "rho_audio \(Quantity.fixed(report.rhoAudio, digits: 3)), rho_video "
            + "\(Quantity.fixed(report.rhoVideo, digits: 3)) as asked for"
        facts.add(
            "rates",
            asked
                + (report.basis == .plan ? "; counts are exact, no picture was decoded" : ""))
        return facts.lines
    }

    private func kept(_ count: TokenCount) -> String {
        "\(Quantity.count(count.total)) -> \(Quantity.count(count.kept)) (\(Quantity.share(count.kept, of: count.total)))"
    }

    private func outliers(_ style: TerminalStyle) -> [StyledText] {
        let spread = FolderOutliers(report.videos)
        return report.videos.filter { !$0.outlier.isEmpty }.flatMap { video in
            let figures = FolderOutliers.Figure.allCases.filter { video.outlier.contains($0.rawValue) }
            let text = figures.map { Self.text(of: $0, video, median: spread.median(of: $0)) }.joined(separator: ", ")
            let room = max(Self.shortestName, style.columns - TextWidth.columns(of: text) - 4)
            let name = Printable.name(video.name, columns: room, ellipsis: style.ellipsis)
            return StyledText.wrapped("! \(name): \(text)", .yellow, columns: style.columns, indent: 2)
        }
    }

    /// Names of outliers are not cut further than this; the line goes on below instead.
    private static let shortestName = 16

    private static func text(
        of figure: FolderOutliers.Figure, _ video: FolderReport.Video, median: Double?
    ) -> String {
        let (unit, shown): (String, (Double) -> String) =
            switch figure {
            case .tokensPerSecond: ("tokens/s", { Quantity.fixed($0, digits: 1) })
            case .keptShare: ("kept", { Quantity.share($0) })
            case .tokens: ("tokens", { Int(exactly: $0.rounded()).map(Quantity.count) ?? "-" })
            }
        return "\(figure.value(of: video).map(shown) ?? "-") \(unit)" + (median.map { " (\(shown($0)))" } ?? "")
    }

    private func failures(_ style: TerminalStyle) -> [StyledText] {
        var lines = report.failures.prefix(Self.mostListedFailures).flatMap { failure in
            StyledText.wrapped(
                "\(Printable.name(failure.path)): \(Printable.name(failure.message))"
                    + (failure.hint.map { " (\(Printable.name($0)))" } ?? ""), .red, columns: style.columns, indent: 2)
        }
        let rest = report.totals.failed - min(report.failures.count, Self.mostListedFailures)
        if rest > 0 { lines.append(StyledText("... and \(Quantity.count(rest)) more", .red)) }
        return lines
    }
}
