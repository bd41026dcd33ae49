import OmniZipMedia

/// Names in the output of inputs that a list gives without an `id`.
enum ListedName {
    /// The path without what says nothing: relative to the working directory where it lies in it, otherwise absolute
    /// without the leading slash. The work is done on the text, links are not resolved. Nil if the path ends as that
    /// of a folder does.
    static func name(of path: String, workingDirectory: String) -> String? {
        guard path.utf8.last != UInt8(ascii: "/") else { return nil }
        let parts = path.split(separator: "/")
        guard let last = parts.last, last != ".", last != ".." else { return nil }
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        if let kept = resolved(parts) { return kept.joined(separator: "/") }
        let base = isAbsolute ? [] : workingDirectory.split(separator: "/")
        return resolved(base + parts, staysAtRoot: true)?.joined(separator: "/")
    }

    /// The time span of a part, as W3C's Media Fragments write it: "#t=10,20.5", "#t=10" or "#t=,20.5".
    static func fragment(_ part: MediaPart) -> String {
        let start = part.startSeconds.map(decimal) ?? ""
        let end = part.endSeconds.map { "," + decimal($0) } ?? ""
        return "#t=" + start + end
    }

    /// The shortest decimal number that gives a finite `seconds` from 0 back, without an exponent.
    static func decimal(_ seconds: Double) -> String {
        let halves = seconds.description.split(separator: "e")
        let mantissa = halves[0].split(separator: ".")
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : ""
        let exponent = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
        let digits = whole + fraction
        let point = whole.count + exponent
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return digits + String(repeating: "0", count: point - digits.count) }
        return digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// The parts without "." and "..": nil where they lead above their start, unless that is the root of all files.
    private static func resolved(_ parts: [Substring], staysAtRoot: Bool = false) -> [Substring]? {
        var kept: [Substring] = []
        for part in parts {
            switch part {
            case "", ".": continue
            case "..":
                guard kept.popLast() != nil || staysAtRoot else { return nil }
            default: kept.append(part)
            }
        }
        return kept
    }
}
