/// What OmniZip keeps of one video, for a person at a terminal: facts, tokens and cost before and after, what is lost, a
/// timeline of windows, and tables of other methods and rates if the report has them.
public struct PruningTerminalReport: Sendable {
    private let report: PruningReport

    /// A terminal's view of `report`.
    public init(_ report: PruningReport) {
        self.report = report
    }

    /// The lines of the report, none of them wider than the style's columns.
    ///
    /// They are to be printed as they are: text of files and names is written out already, and codes of colour, which are
    /// there only if the style has colour, were put around it afterwards. `Printable.text` would write those out.
    public func lines(_ style: TerminalStyle) -> [String] {
        let facts = PruningFacts(report, style: style)
        let name = Printable.name(report.source.name, columns: style.columns, ellipsis: style.ellipsis)
        var blocks = [facts.source, facts.tokens, facts.cost]
        if let budget = report.budget { blocks.append(BudgetLines.block(budget, style: style)) }
        blocks.append(LossLines.block(report, style: style))
        blocks.append(facts.output)
        blocks.append(TextBlock(nil, TimelineChart(report.chosen.windows, style: style).lines))
        if !report.alternatives.isEmpty {
            blocks.append(OutcomeTables.comparison(report.chosen, report.alternatives, style: style))
        }
        if !report.sweep.isEmpty {
            blocks.append(OutcomeTables.sweep(report.sweep, chosen: report.chosen, style: style))
        }
        let lines = [StyledText(name, .bold), StyledText()] + TextBlock.flow(blocks, columns: style.columns)
        return lines.map { $0.cut(to: style.columns, ellipsis: style.ellipsis).rendered(style) }
    }
}
