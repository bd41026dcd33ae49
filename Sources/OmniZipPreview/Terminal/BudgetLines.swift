/// The search for rates within a number of tokens, in words.
enum BudgetLines {
    /// The lines of the result.
    static func block(_ budget: BudgetReport, style: TerminalStyle) -> TextBlock {
        let (text, tint) = sentence(budget)
        let columns = min(style.columns, 110)
        return TextBlock(
            "Budget of \(Quantity.count(budget.maxTokens)) tokens", StyledText.wrapped(text, tint, columns: columns))
    }

    private static func sentence(_ budget: BudgetReport) -> (String, StyledText.Tint) {
        let setting = budget.setting
        let rates =
            "rho_audio \(Quantity.fixed(setting.rhoAudio, digits: 2)), "
            + "rho_video \(Quantity.fixed(setting.rhoVideo, digits: 2))"
        let tokens = "\(Quantity.count(setting.tokens)) of \(Quantity.count(budget.maxTokens)) tokens"
        let sampling =
            "\(shortest(setting.framesPerSecond)) frames a second and at most "
            + "\(Quantity.count(setting.maxPixels)) pixels a frame"
        switch budget.result {
        case .rates:
            let note = budget.isApplied ? "" : "; the figures here are those of other rates"
            return ("fits at \(rates): \(tokens)\(note)", .green)
        case .sampling:
            let note =
                budget.isApplied
                ? "this is applied: the figures here are those of that setting"
                : "not applied: --fit does, here and in `run`"
            return (
                "rates alone are not enough; fits with \(sampling), at \(rates): \(tokens); \(note)",
                budget.isApplied ? .green : .yellow
            )
        case .impossible:
            let over = Quantity.count(setting.tokens - budget.maxTokens)
            return (
                "does not fit: at least \(Quantity.count(setting.tokens)) tokens, \(over) too many, even with "
                    + "\(sampling), at \(rates)", .red
            )
        }
    }

    /// Up to three decimals, without zeros at the end.
    private static func shortest(_ value: Double) -> String {
        var text = Quantity.fixed(value, digits: 3)
        while text.hasSuffix("0") { text.removeLast() }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
