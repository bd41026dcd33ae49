import OmniZipBundle

/// Tables of outcomes: methods and rates side by side, and sweeps over rates.
enum OutcomeTables {
    /// `chosen` and `alternatives` in a row each, the best of each figure of loss marked.
    static func comparison(
        _ chosen: PruningOutcome, _ alternatives: [PruningOutcome], style: TerminalStyle
    ) -> TextBlock {
        let outcomes = [chosen] + alternatives
        let bests = LossLines.figures.map { best($0, of: outcomes) }
        var table = StyledTable(
            [
                .init(heading: ["method"], alignment: .left), .init(heading: ["rho", "audio"]),
                .init(heading: ["rho", "video"]), .init(heading: ["tokens", "kept"]),
                .init(heading: ["share", "kept"]),
                .init(heading: ["FLOPs", "share"]),
            ] + LossLines.figures.map { .init(heading: $0.heading) })
        for outcome in outcomes {
            let figures = zip(LossLines.figures, bests).map { figure, best in
                cell(figure, figure.value(outcome.loss), best: best)
            }
            table.add(
                [
                    StyledText(Printable.name(outcome.method, columns: 14, ellipsis: style.ellipsis), .bold),
                    StyledText(Quantity.fixed(outcome.rhoAudio, digits: 2)),
                    StyledText(Quantity.fixed(outcome.rhoVideo, digits: 2)),
                    StyledText(Quantity.count(outcome.block.kept)),
                    StyledText(Quantity.share(outcome.block.kept, of: outcome.block.total)),
                    StyledText(Quantity.share(outcome.cost.totalShare)),
                ] + figures)
        }
        return block("Side by side", table, key: bests.contains { $0 != nil } ? "* best of its column. " : "", style)
    }

    /// A row for each pair of rates.
    static func sweep(_ outcomes: [PruningOutcome], chosen: PruningOutcome, style: TerminalStyle) -> TextBlock {
        var table = StyledTable(
            [
                .init(heading: [""], alignment: .left), .init(heading: ["rho", "audio"]),
                .init(heading: ["rho", "video"]), .init(heading: ["tokens", "kept"]),
                .init(heading: ["share", "kept"]),
                .init(heading: ["FLOPs", "share"]), .init(heading: ["KV", "cache"]),
            ] + LossLines.figures.map { .init(heading: $0.heading) }, keys: 3)
        for outcome in outcomes {
            table.add(
                [
                    StyledText(isSame(outcome, chosen) ? ">" : "", .bold),
                    StyledText(Quantity.fixed(outcome.rhoAudio, digits: 2)),
                    StyledText(Quantity.fixed(outcome.rhoVideo, digits: 2)),
                    StyledText(Quantity.count(outcome.block.kept)),
                    StyledText(Quantity.share(outcome.block.kept, of: outcome.block.total)),
                    StyledText(Quantity.share(outcome.cost.totalShare)),
                    StyledText(Quantity.bytes(outcome.cost.compressed.keyValueBytes)),
                ] + LossLines.figures.map { figure in StyledText(figure.value(outcome.loss).map(figure.text) ?? "-") })
        }
        let hasChosen = outcomes.contains { isSame($0, chosen) }
        return block("Sweep over rates", table, key: hasChosen ? "> the rates of this preview. " : "", style)
    }

    private static func isSame(_ outcome: PruningOutcome, _ chosen: PruningOutcome) -> Bool {
        outcome.method == chosen.method && outcome.rhoAudio == chosen.rhoAudio && outcome.rhoVideo == chosen.rhoVideo
    }

    /// A table and under it, no wider, what its headings mean.
    private static func block(_ title: String, _ table: StyledTable, key: String, _ style: TerminalStyle) -> TextBlock {
        let lines = table.lines(columns: style.columns)
        let width = min(style.columns, max(60, lines.map(\.columns).max() ?? 0))
        return TextBlock(title, lines + StyledText.wrapped(key + LossLines.key, .dim, columns: width))
    }

    /// The best value as it is shown, so that equals are equal; nil where nothing is to choose.
    private static func best(_ figure: LossLines.Figure, of outcomes: [PruningOutcome]) -> String? {
        let values = outcomes.compactMap { figure.value($0.loss) }
        let best = figure.isBetterHigh ? values.max() : values.min()
        let isSame = Set(values.map(figure.text)).count < 2
        return isSame ? nil : best.map(figure.text)
    }

    /// A figure with room for the mark of the best on its right.
    private static func cell(_ figure: LossLines.Figure, _ value: Double?, best: String?) -> StyledText {
        guard let text = value.map(figure.text) else { return StyledText("- ", .dim) }
        return text == best ? StyledText(text + "*", .green) : StyledText(text + " ")
    }
}
