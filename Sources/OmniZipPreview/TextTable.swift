/// A table of text for a terminal: columns padded to their widest entry as it is shown, numbers to the right.
public struct TextTable: Sendable {
    /// Which side of its column an entry keeps to.
    public enum Alignment: Sendable {
        case left, right
    }

    private let alignments: [Alignment]
    private var rows: [[String]]

    /// A table with a heading row; `alignments` holds one entry a column.
    public init(heading: [String], alignments: [Alignment]) {
        self.alignments = alignments
        rows = heading.isEmpty ? [] : [heading]
    }

    /// Adds a row; missing entries are empty.
    public mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The lines of the table, without trailing blanks.
    public var lines: [String] {
        let widths = alignments.indices.map { column in
            rows.map { column < $0.count ? TextWidth.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for column in alignments.indices {
                let entry = column < row.count ? row[column] : ""
                let blanks = String(repeating: " ", count: widths[column] - TextWidth.columns(of: entry))
                if column > 0 { line += "  " }
                line += alignments[column] == .left ? entry + blanks : blanks + entry
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
