/// How many columns of a terminal text takes, whatever the locale.
///
/// A grapheme takes the columns of its parts: wide and full-width characters of East Asia (Unicode Annex 11) take 2, marks
/// and characters of no width 0, all others 1; emoji take 2, however many characters they are made of. Terminals differ in
/// rare cases, such as new emoji. Text is to be printable: control characters take no columns here.
public enum TextWidth {
    /// Stands for what was cut.
    public static let ellipsis = "\u{2026}"

    /// Columns that `text` takes.
    public static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns(of: $1) }
    }

    /// Columns that one grapheme takes.
    public static func columns(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if first.properties.isEmojiPresentation { return 2 }
        if first.properties.isEmoji, scalars.contains("\u{fe0f}") { return 2 }
        return scalars.reduce(0) { $0 + columns(of: $1) }
    }

    /// `text` in at most `columns` columns: its beginning and its end with `ellipsis` in place of its middle, as is best
    /// for paths.
    public static func middle(_ text: String, columns: Int, ellipsis: String = ellipsis) -> String {
        guard self.columns(of: text) > columns else { return text }
        let room = columns - self.columns(of: ellipsis)
        guard room > 0 else { return String(repeating: ".", count: max(0, columns)) }
        let start = taken(from: text, columns: room / 2)
        let end = taken(from: text.reversed(), columns: room - self.columns(of: start))
        return start + ellipsis + String(end.reversed())
    }

    /// `text` in at most `columns` columns, with `ellipsis` in place of its end; isolates of `Printable` that are cut are
    /// closed.
    public static func prefix(_ text: String, columns: Int, ellipsis: String = ellipsis) -> String {
        guard self.columns(of: text) > columns else { return text }
        let room = columns - self.columns(of: ellipsis)
        guard room > 0 else { return String(repeating: ".", count: max(0, columns)) }
        return closed([taken(from: text, columns: room) + ellipsis])[0]
    }

    /// `text` in lines of at most `columns` columns, broken at blanks, and within words that are longer than a line. An
    /// isolate of `Printable` that is broken is closed at the end of the line and opened again in the next.
    ///
    /// - Parameter indent: Columns that all lines but the first are shorter by.
    public static func wrapped(_ text: String, columns: Int, indent: Int = 0) -> [String] {
        let nextRoom = max(2, columns - indent)
        var lines: [String] = []
        var line = ""
        var room = max(2, columns)
        for var word in words(of: text) {
            if !line.isEmpty, self.columns(of: word) + 1 <= room {
                line += " "
                room -= 1
            } else if !line.isEmpty {
                lines.append(line)
                (line, room) = ("", nextRoom)
            }
            while self.columns(of: word) > room {
                let head = taken(from: word, columns: room)
                lines.append(head)
                word = String(word.dropFirst(head.count))
                room = nextRoom
            }
            line += word
            room -= self.columns(of: word)
        }
        return closed(line.isEmpty ? lines : lines + [line])
    }

    /// What stands between blanks; a percent sign stays with its number.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        for word in text.split(separator: " ") {
            if word.hasPrefix("%"), let number = words.popLast() {
                words.append("\(number) \(word)")
            } else {
                words.append(String(word))
            }
        }
        return words
    }

    private static func taken(from text: some Sequence<Character>, columns: Int) -> String {
        var start = ""
        var room = columns
        for character in text {
            room -= self.columns(of: character)
            if room < 0 { break }
            start.append(character)
        }
        return start
    }

    /// `lines` with each isolate that goes on in the next line closed and opened again.
    private static func closed(_ lines: [String]) -> [String] {
        var isOpen = false
        return lines.map { line in
            var shown = isOpen ? "\u{2068}" + line : line
            for scalar in line.unicodeScalars {
                if scalar == "\u{2068}" { isOpen = true }
                if scalar == "\u{2069}" { isOpen = false }
            }
            if isOpen { shown += "\u{2069}" }
            return shown
        }
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0: return 0
        case 0x20..<0x300: return scalar.value == 0xad ? 0 : 1
        case 0x1160...0x11ff, 0xd7b0...0xd7ff: return 0  // Vowels and finals that join the syllable before.
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format, .lineSeparator, .paragraphSeparator: return 0
        default: return isWide(scalar.value) || scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }

    /// Wide and full-width blocks of East Asia, emoji left out.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4dc0...0xa4cf, 0xa960...0xa97f,
            0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6,
            0x16fe0...0x18d08, 0x1aff0...0x1b2ff, 0x1f200...0x1f265, 0x20000...0x3fffd:
            true
        default: false
        }
    }
}
