/// JSON whose bytes depend on the values alone.
///
/// Keys are sorted by their UTF-8, numbers have the fewest digits that give the same value back and no needless
/// fraction, NaN, infinities and absent optionals are null, and text is UTF-8 without needless escapes.
public enum CanonicalJSON {
    /// How the text is laid out.
    public enum Style: Sendable {
        /// One line, no spaces: lines of manifests.
        case compact
        /// Two spaces a level: documents for people.
        case indented
    }

    /// The text of any encodable value, without a line end.
    public static func text(_ value: some Encodable, style: Style = .compact) throws(BundleError) -> String {
        var text = ""
        append(try JSONValueEncoder.encode(value), to: &text, style: style, depth: 0)
        return text
    }

    /// The bytes of any encodable value, with a line end: a document, or one line of a list.
    public static func bytes(_ value: some Encodable, style: Style = .compact) throws(BundleError) -> [UInt8] {
        Array(try text(value, style: style).utf8) + [UInt8(ascii: "\n")]
    }

    private static func append(_ value: JSONValue, to text: inout String, style: Style, depth: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .unsigned(let number): text += String(number)
        case .number(let number): text += self.text(ofReal: number)
        case .single(let number): text += self.text(ofReal: number)
        case .string(let string): text += JSONText.quoted(string)
        case .array(let values):
            let isFlat = values.allSatisfy(\.isScalar)
            append(values.count, between: "[", "]", to: &text, style: isFlat ? .compact : style, depth: depth) {
                append(values[$0], to: &$1, style: style, depth: depth + 1)
            }
        case .object(let members):
            let sorted = members.sorted { UTF8Order.precedes($0.key, $1.key) }
            append(sorted.count, between: "{", "}", to: &text, style: style, depth: depth) {
                $1 += JSONText.quoted(sorted[$0].key) + (style == .compact ? ":" : ": ")
                append(sorted[$0].value, to: &$1, style: style, depth: depth + 1)
            }
        }
    }

    /// Whole numbers need no fraction, so that a value survives readers that tell 5 from 5.0.
    private static func text(ofReal number: some BinaryFloatingPoint & CustomStringConvertible) -> String {
        guard number.isFinite else { return "null" }
        guard number.magnitude < 0x1p53, let whole = Int64(exactly: number) else { return number.description }
        return String(whole)
    }

    private static func append(
        _ count: Int, between open: String, _ close: String, to text: inout String, style: Style, depth: Int,
        element: (Int, inout String) -> Void
    ) {
        text += open
        for index in 0..<count {
            if index > 0 { text += "," }
            breakLine(&text, style, depth + 1)
            element(index, &text)
        }
        if count > 0 { breakLine(&text, style, depth) }
        text += close
    }

    private static func breakLine(_ text: inout String, _ style: Style, _ depth: Int) {
        if style == .indented { text += "\n" + String(repeating: "  ", count: depth) }
    }
}

extension JSONValue {
    /// Whether the value holds no other values.
    fileprivate var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}
