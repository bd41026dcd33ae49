/// Lines under a title that stay together. Blocks stand side by side where there is room.
struct TextBlock: Sendable {
    /// The lines, the title first.
    private let lines: [StyledText]
    private let width: Int
    private let isEmpty: Bool

    private static let gap = 4

    /// A block of `lines` under `title`.
    init(_ title: String? = nil, _ lines: [StyledText]) {
        self.lines = (title.map { [StyledText($0, .bold)] } ?? []) + lines
        isEmpty = lines.isEmpty
        width = self.lines.map(\.columns).max() ?? 0
    }

    /// The lines of `blocks` from left to right and then downwards, in lines of at most `columns`, with an empty line
    /// between rows of blocks. A block that is wider has a row of its own.
    static func flow(_ blocks: [TextBlock], columns: Int) -> [StyledText] {
        var rows: [[TextBlock]] = []
        var room = 0
        for block in blocks where !block.isEmpty {
            if !rows.isEmpty, block.width + gap <= room {
                rows[rows.count - 1].append(block)
                room -= block.width + gap
            } else {
                rows.append([block])
                room = columns - block.width
            }
        }
        return Array(rows.map(sideBySide).joined(separator: [StyledText()]))
    }

    /// The lines of `blocks` one below the other, with an empty line between them; blocks of a title alone are left out.
    static func stacked(_ blocks: [TextBlock]) -> [StyledText] {
        Array(blocks.filter { !$0.isEmpty }.map(\.lines).joined(separator: [StyledText()]))
    }

    private static func sideBySide(_ blocks: [TextBlock]) -> [StyledText] {
        (0..<(blocks.map(\.lines.count).max() ?? 0)).map { index in
            var line = StyledText()
            for (place, block) in blocks.enumerated() {
                if place > 0 { line += .blanks(gap) }
                let own = index < block.lines.count ? block.lines[index] : StyledText()
                line += place < blocks.count - 1 ? own.padded(to: block.width) : own
            }
            return line
        }
    }
}
