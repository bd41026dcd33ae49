/// A line, or a part of one, with weights and colours.
///
/// Untrusted text cannot bring codes of its own: every run goes through `Printable.text` when it is made, and SGR codes are
/// put around runs in `rendered`, after that. So rendered lines are to be printed as they are, not through
/// `Printable.text` again, which would write the codes out. Names go through `Printable.name` besides, for their order.
struct StyledText: Sendable, Equatable {
    /// How a run looks. Nothing is told by colour alone.
    enum Tint: String, Sendable {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    private struct Run: Sendable, Equatable {
        var text: String
        var tint: Tint
    }

    /// Which side of its room text keeps to.
    typealias Alignment = TextTable.Alignment

    private var runs: [Run]
    /// Columns of a terminal that the text takes.
    private(set) var columns: Int

    /// Text of one look.
    init(_ text: String = "", _ tint: Tint = .plain) {
        let shown = Printable.text(text)
        runs = shown.isEmpty ? [] : [Run(text: shown, tint: tint)]
        columns = TextWidth.columns(of: shown)
    }

    /// `columns` blanks.
    static func blanks(_ columns: Int) -> StyledText {
        StyledText(String(repeating: " ", count: max(0, columns)))
    }

    static func + (left: StyledText, right: StyledText) -> StyledText {
        var sum = left
        sum += right
        return sum
    }

    static func += (left: inout StyledText, right: StyledText) {
        left.runs += right.runs
        left.columns += right.columns
    }

    /// The text with blanks up to `columns`.
    func padded(to columns: Int, _ alignment: Alignment = .left) -> StyledText {
        let blanks = StyledText.blanks(columns - self.columns)
        return alignment == .left ? self + blanks : blanks + self
    }

    /// The text in at most `columns` columns, its end cut if need be.
    func cut(to columns: Int, ellipsis: String) -> StyledText {
        guard self.columns > columns else { return self }
        let sign = StyledText(ellipsis)
        var shown = StyledText()
        for run in runs {
            let rest = columns - sign.columns - shown.columns
            shown += StyledText(TextWidth.prefix(run.text, columns: rest, ellipsis: ""), run.tint)
            if TextWidth.columns(of: run.text) > rest { break }
        }
        return shown + sign
    }

    /// `text` in lines of at most `columns` columns, all but the first of which begin with `indent` blanks.
    static func wrapped(_ text: String, _ tint: Tint = .plain, columns: Int, indent: Int = 0) -> [StyledText] {
        TextWidth.wrapped(Printable.text(text), columns: columns, indent: indent).enumerated().map { index, line in
            index == 0 ? StyledText(line, tint) : .blanks(indent) + StyledText(line, tint)
        }
    }

    /// The line for a terminal: without blanks at its end, with codes only if the style has colour.
    func rendered(_ style: TerminalStyle) -> String {
        var line = ""
        for run in trimmed {
            if style.colour, run.tint != .plain {
                line += "\u{1b}[\(run.tint.rawValue)m\(run.text)\u{1b}[0m"
            } else {
                line += run.text
            }
        }
        return line
    }

    private var trimmed: [Run] {
        var runs = runs
        while var last = runs.popLast() {
            while last.text.hasSuffix(" ") { last.text.removeLast() }
            if !last.text.isEmpty { return runs + [last] }
        }
        return []
    }
}
