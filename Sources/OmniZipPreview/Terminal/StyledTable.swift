/// A table with weights and colours. Where it is wider than the terminal it goes on below, with its first columns again.
struct StyledTable: Sendable {
    /// Heading and side of a column; a heading of two lines stands on both.
    struct Column: Sendable {
        var heading: [String]
        var alignment: StyledText.Alignment = .right
    }

    private let columns: [Column]
    private let keys: Int
    private var rows: [[StyledText]] = []

    private static let gap = 2

    /// A table without rows.
    ///
    /// - Parameters:
    ///   - columns: Its columns, headings of which have the same number of lines or fewer.
    ///   - keys: How many of the first columns name the row.
    init(_ columns: [Column], keys: Int = 1) {
        self.columns = columns
        self.keys = keys
    }

    /// Adds a row of one entry a column.
    mutating func add(_ row: [StyledText]) {
        rows.append(row)
    }

    /// The lines for a terminal of `room` columns.
    func lines(columns room: Int) -> [StyledText] {
        let widths = columns.indices.map { width(of: $0) }
        var lines: [StyledText] = []
        for group in groups(widths, room: room) {
            if !lines.isEmpty { lines.append(StyledText()) }
            lines += headings(of: group, widths) + rows.map { line(of: group, widths, entries: $0) }
        }
        return lines
    }

    private func width(of column: Int) -> Int {
        let heading = columns[column].heading.map { TextWidth.columns(of: $0) }.max() ?? 0
        return rows.reduce(heading) { column < $1.count ? max($0, $1[column].columns) : $0 }
    }

    /// Columns that stand side by side, each group with the keys before it.
    private func groups(_ widths: [Int], room: Int) -> [[Int]] {
        let keyColumns = Array(columns.indices.prefix(keys))
        let keyWidth = keyColumns.reduce(0) { $0 + widths[$1] + Self.gap }
        var groups: [[Int]] = []
        var group = keyColumns
        var width = keyWidth
        for column in columns.indices.dropFirst(keys) {
            if width + widths[column] > room, group.count > keys {
                groups.append(group)
                (group, width) = (keyColumns, keyWidth)
            }
            group.append(column)
            width += widths[column] + Self.gap
        }
        return groups + [group]
    }

    private func headings(of group: [Int], _ widths: [Int]) -> [StyledText] {
        let count = group.map { columns[$0].heading.count }.max() ?? 0
        return (0..<count).map { line in
            let entries = columns.map { column -> StyledText in
                let index = line - (count - column.heading.count)
                return index < 0 ? StyledText() : StyledText(column.heading[index], .dim)
            }
            return self.line(of: group, widths, entries: entries)
        }
    }

    private func line(of group: [Int], _ widths: [Int], entries: [StyledText]) -> StyledText {
        var line = StyledText()
        for (place, column) in group.enumerated() {
            if place > 0 { line += .blanks(Self.gap) }
            let entry = column < entries.count ? entries[column] : StyledText()
            line += entry.padded(to: widths[column], columns[column].alignment)
        }
        return line
    }
}
