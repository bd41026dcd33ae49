/// Text from files and file names as a terminal may show it.
public enum Printable {
    /// FIRST STRONG ISOLATE: what follows takes the direction of its own first letter.
    private static let isolate: Unicode.Scalar = "\u{2068}"
    /// POP DIRECTIONAL ISOLATE: the end of what was isolated.
    private static let popIsolate: Unicode.Scalar = "\u{2069}"

    /// `text` with control characters and characters that cannot be seen written out (`\n`, `\u{1b}`, `\u{202e}`): a name
    /// can neither break a line of a report, send commands to the terminal, hide a part of itself nor turn the order of
    /// what stands beside it.
    ///
    /// Kept are what scripts and emoji need (joiners between two characters beyond Latin, one variation selector after a
    /// character, the tags of a flag), and pairs of U+2068 and U+2069 that are closed within `text`: `name` sets them.
    public static func text(_ text: String) -> String {
        escaped(text, keepsIsolates: true)
    }

    /// A name from a file system, a file or a user to stand in a line of a report: written out as by `text`, and isolated
    /// if it has letters that run from right to left, so that the rest of the line keeps its order.
    ///
    /// - Parameters:
    ///   - columns: Most columns that it may take, cut in the middle; nil: all that it needs.
    ///   - ellipsis: Stands for what is cut.
    public static func name(_ name: String, columns: Int? = nil, ellipsis: String = TextWidth.ellipsis) -> String {
        let shown = escaped(name, keepsIsolates: false)
        return isolated(columns.map { TextWidth.middle(shown, columns: $0, ellipsis: ellipsis) } ?? shown)
    }

    /// `text` between U+2068 and U+2069 if it has letters that run from right to left, otherwise as it is. It is to be
    /// free of these characters itself, as `name` makes it.
    public static func isolated(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isRightToLeft) else { return text }
        return "\(isolate)\(text)\(popIsolate)"
    }

    /// Whether bidirectional text gives this character, or the number that it is part of, an order from right to left:
    /// the blocks whose unassigned characters are R or AL (Unicode Annex 9), which hold Hebrew, Arabic, Syriac, Thaana,
    /// N'Ko, Adlam and the rest.
    static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x590...0x8ff, 0xfb1d...0xfdff, 0xfe70...0xfefe, 0x10800...0x10fff, 0x1e800...0x1efff: true
        default: false
        }
    }

    private static func escaped(_ text: String, keepsIsolates: Bool) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        let scalars = Array(text.unicodeScalars)
        let isolates = keepsIsolates ? closedIsolates(scalars) : []
        var shown = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if !isHidden(scalar) || isolates.contains(index) || isNeeded(index, in: scalars) {
                shown.append(scalar)
            } else {
                shown.append(contentsOf: writtenOut(scalar).unicodeScalars)
            }
        }
        return String(shown)
    }

    private static func writtenOut(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }

    /// C0, DEL, C1, separators of lines and paragraphs, notes between lines, and whatever a font draws as nothing: the
    /// characters that turn the direction of text, joiners, blanks of no width, fillers, tags, variation selectors.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7f, 0xa1..<0xad: false
        case 0..<0x20, 0x7f..<0xa0, 0x2028...0x2029, 0xfff9...0xfffb: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// Indices of the isolates that open and close within the text, one at a time.
    private static func closedIsolates(_ scalars: [Unicode.Scalar]) -> Set<Int> {
        var closed: Set<Int> = []
        var start: Int?
        for (index, scalar) in scalars.enumerated() {
            if scalar == isolate {
                start = index
            } else if scalar == popIsolate, let opened = start {
                closed.formUnion([opened, index])
                start = nil
            }
        }
        return closed
    }

    /// Whether a hidden character shapes the characters beside it.
    private static func isNeeded(_ index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        guard index > 0 else { return false }
        let (scalar, before) = (scalars[index], scalars[index - 1])
        switch scalar.value {
        case 0x200c, 0x200d:
            return isJoinable(before) && index + 1 < scalars.count && isJoinable(scalars[index + 1])
        case 0xfe00...0xfe0f, 0xe0100...0xe01ef: return before != " " && !isHidden(before)
        case 0xe0020...0xe007f: return isTaggedFlag(before: index, in: scalars)
        default: return false
        }
    }

    /// Emoji, their variation selector, and the scripts whose letters join: nothing of Latin, Greek or Cyrillic.
    private static func isJoinable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x590 && (!isHidden(scalar) || scalar.properties.isVariationSelector)
    }

    /// Whether only tags stand between the black flag and `index`: the flags of England, Scotland, Wales. Longer ones are
    /// no flags but a place to hide text in.
    private static func isTaggedFlag(before index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        let longestTag = 5
        var place = index - 1
        while place >= max(0, index - longestTag), (0xe0020...0xe007e).contains(scalars[place].value) { place -= 1 }
        return place >= 0 && scalars[place].value == 0x1f3f4
    }
}
