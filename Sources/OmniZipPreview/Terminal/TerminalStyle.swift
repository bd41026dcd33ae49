/// What the terminal that a report is made for can show.
public struct TerminalStyle: Sendable, Equatable {
    /// Fewest columns that reports are made for.
    public static let fewestColumns = 20

    /// Columns of a line, at least `fewestColumns`.
    public var columns: Int
    /// Whether lines hold SGR codes for weight and colour: the eight basic ones, which follow the user's own theme.
    public var colour: Bool
    /// Whether charts and signs may use characters beyond ASCII. Names are shown as they are in any case.
    public var unicode: Bool

    /// A style; without arguments plain text for 80 columns, as for a file.
    public init(columns: Int = 80, colour: Bool = false, unicode: Bool = true) {
        self.columns = max(Self.fewestColumns, columns)
        self.colour = colour
        self.unicode = unicode
    }

    /// The style of an output.
    ///
    /// - Parameters:
    ///   - environment: Variables of the process. `COLUMNS` tells the width where the terminal does not, `NO_COLOR` (not
    ///     empty) and `TERM=dumb` turn colour off, `LC_ALL`, `LC_CTYPE` or `LANG`, the first that is set, tells whether
    ///     text is UTF-8.
    ///   - isTerminal: Whether the output is a terminal: only then is there colour.
    ///   - columns: The terminal's width; nil where it is not known.
    public init(environment: [String: String], isTerminal: Bool, columns: Int?) {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let encoding = locale.lowercased()
        self.init(
            columns: columns ?? environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80,
            colour: isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb",
            unicode: encoding.contains("utf-8") || encoding.contains("utf8"))
    }

    /// Stands for what is cut.
    var ellipsis: String { unicode ? TextWidth.ellipsis : "..." }
}
