/// A file name with all that a report may stumble over.
enum HostileName {
    /// Quotes, markup, a line end, an escape sequence, an emoji of several scalars, right-to-left text and an override; and
    /// a sign that becomes one Character with the markup behind it.
    static let text =
        "\"'<script>\u{600}<b>alert(1)\u{600}&amp;\n\u{1B}[31m\u{1F468}\u{200D}\u{1F3A4} \u{5E9}\u{5DC}\u{5D5}\u{5DD}\u{202E}{{data}}.mp4"
}
