import OmniZipBundle

/// Numbers as a person reads them.
public enum Quantity {
    /// Bytes with a decimal unit: `1.5 MB`.
    public static func bytes(_ count: Int) -> String {
        scaled(Double(count), units: ["B", "kB", "MB", "GB", "TB"], base: 1000)
    }

    /// Floating-point operations with a decimal unit: `98.7 TFLOP`.
    public static func operations(_ count: Double) -> String {
        scaled(count, units: ["FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP"], base: 1000)
    }

    /// Share in [0, 1] as `45.2 %`; a dash where there is none.
    public static func share(_ share: Double?) -> String {
        share.map { fixed(100 * $0, digits: 1) + " %" } ?? "-"
    }

    /// Whole number with thousands separated: `12,345`.
    public static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var grouped = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return (value < 0 ? "-" : "") + grouped
    }

    /// Share of a whole: `45.2 %`; a dash where the whole is 0.
    public static func share(_ part: Int, of whole: Int) -> String {
        whole == 0 ? "-" : fixed(100 * Double(part) / Double(whole), digits: 1) + " %"
    }

    /// Kept tokens: `220/300 73.3 %`.
    public static func kept(_ count: TokenCount) -> String {
        "\(self.count(count.kept))/\(self.count(count.total)) \(share(count.kept, of: count.total))"
    }

    /// Seconds as `1:02:03.4`, `2:03.4` or `3.4 s`.
    public static func duration(seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "-" }
        let tenths = Int((seconds * 10).rounded())
        let (whole, tenth) = (tenths / 10, tenths % 10)
        if whole < 60 { return "\(whole).\(tenth) s" }
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return hours > 0
            ? "\(hours):\(padded(minutes)):\(padded(rest)).\(tenth)" : "\(minutes):\(padded(rest)).\(tenth)"
    }

    /// A time to come, rounded up: "40 s", "12 min", "3 h 20 min".
    public static func remaining(seconds: Double) -> String {
        guard seconds.isFinite, (0..<1e12).contains(seconds) else { return "-" }
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        let minutes = (whole + 59) / 60
        return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }

    /// A number with a fixed count of decimals, rounded half away from zero.
    public static func fixed(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "-" }
        var factor = 1
        for _ in 0..<digits { factor *= 10 }
        let scaled = Int((value.magnitude * Double(factor)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + String(scaled) }
        let fraction = String(scaled % factor)
        return sign + String(scaled / factor) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

    private static func scaled(_ value: Double, units: [String], base: Double) -> String {
        var (value, unit) = (value, 0)
        while value.magnitude >= base, unit < units.count - 1 {
            value /= base
            unit += 1
        }
        return fixed(value, digits: unit == 0 || value >= 100 ? 0 : 1) + " " + units[unit]
    }
}
