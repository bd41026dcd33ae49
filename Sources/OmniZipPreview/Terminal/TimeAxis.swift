/// Ticks and labels of a time axis in a terminal, at round times.
struct TimeAxis: Sendable {
    /// Steps between ticks in seconds.
    private static let steps: [Double] = [
        1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
    ]
    private static let leastGap = 3

    private let places: [(column: Int, label: String)]

    /// An axis under columns that start at `starts` seconds, in rising order.
    init(_ starts: [Double]) {
        places =
            Self.steps.lazy.map { Self.places(starts, step: $0) }.first(where: Self.isLegible)
            ?? Array(Self.places(starts, step: .greatestFiniteMagnitude).prefix(1))
    }

    /// Columns with a tick.
    var ticks: Set<Int> { Set(places.map(\.column)) }

    /// The labels, each beginning under its tick, in a line of at most `room` columns.
    func labels(room: Int) -> String {
        var line = ""
        for place in places where place.column + place.label.count <= room {
            line += String(repeating: " ", count: max(0, place.column - line.count)) + place.label
        }
        return line
    }

    private static func isLegible(_ places: [(column: Int, label: String)]) -> Bool {
        zip(places, places.dropFirst()).allSatisfy { $0.column + $0.label.count + leastGap <= $1.column }
    }

    /// The first column at or after each multiple of `step` from the first column on.
    private static func places(_ starts: [Double], step: Double) -> [(column: Int, label: String)] {
        guard let first = starts.first, let last = starts.last, first.isFinite, last.isFinite else { return [] }
        var places: [(column: Int, label: String)] = []
        let slack = 1e-6  // Starts within windows are rounded.
        var next = ((first - slack) / step).rounded(.up) * step
        for (column, start) in starts.enumerated() where start + slack >= next {
            places.append((column, label(next)))
            next = (((start + slack) / step).rounded(.down) + 1) * step
        }
        return places
    }

    /// Whole seconds as `0:05`, `12:05` or `1:02:05`.
    private static func label(_ seconds: Double) -> String {
        guard seconds.magnitude < 1e9 else { return "" }
        let whole = Int(seconds.magnitude)
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        let tail = (rest < 10 ? "0" : "") + String(rest)
        let sign = seconds < 0 ? "-" : ""
        if hours == 0 { return "\(sign)\(minutes):\(tail)" }
        return "\(sign)\(hours):" + (minutes < 10 ? "0" : "") + "\(minutes):\(tail)"
    }
}
