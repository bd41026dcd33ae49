import OmniZipBundle
import OmniZipIngest

/// A run's state in words: the bar of a terminal, the line of a log, the JSON of a program.
public struct ProgressText: Sendable {
    private let meter: RunMeter
    private let elapsedSeconds: Double

    /// The state `meter` after `elapsedSeconds` of wall time.
    public init(_ meter: RunMeter, elapsedSeconds: Double) {
        self.meter = meter
        self.elapsedSeconds = elapsedSeconds
    }

    /// One line for a terminal of `columns`; the files in work come last and are cut to fit.
    public func bar(columns: Int) -> String {
        guard meter.isScanned else { return "looking for videos: \(Quantity.count(meter.total))" }
        var line = facts.joined(separator: ", ")
        if columns >= Self.columnsForBlocks { line = blocks + " " + line }
        if !meter.working.isEmpty { line += ": " + meter.working.map { Printable.name($0) }.joined(separator: ", ") }
        return TextWidth.prefix(line, columns: columns - 1, ellipsis: "...")
    }

    /// One line for a log.
    public var line: String {
        guard meter.isScanned else { return "looking for videos: \(Quantity.count(meter.total))" }
        return facts.joined(separator: ", ")
    }

    /// What a program is told of `event`; nil for events that are told by others.
    public func json(of event: BatchEvent) throws(BundleError) -> String {
        var members: [String: JSONValue] = [
            "finished": .integer(Int64(meter.finished)), "done": .integer(Int64(meter.done)),
            "failed": .integer(Int64(meter.failed)), "skipped": .integer(Int64(meter.skipped)),
            "before": .integer(Int64(meter.before)), "retries": .integer(Int64(meter.retries)),
            "left": .integer(Int64(meter.left)), "total": .integer(Int64(meter.total)),
            "elapsed_seconds": .number((elapsedSeconds * 1000).rounded() / 1000),
            "media_seconds": .number(meter.mediaSeconds), "tokens_kept": .integer(Int64(meter.tokensKept)),
            "eta_seconds": meter.secondsLeft(elapsedSeconds: elapsedSeconds).map { .number($0.rounded()) } ?? .null,
        ]
        members.merge(Self.members(of: event)) { _, new in new }
        return try CanonicalJSON.text(JSONValue.object(members))
    }

    /// A narrower terminal has room for the figures alone.
    private static let columnsForBlocks = 80

    private var blocks: String {
        let width = 20
        let filled = meter.total == 0 ? width : width * meter.finished / meter.total
        return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled) + "]"
    }

    /// What is done, failed and left; speed, tokens and the time to go.
    private var facts: [String] {
        var facts = [
            "\(Quantity.count(meter.finished)) of \(Quantity.count(meter.total))", "\(Quantity.count(meter.left)) left",
        ]
        if meter.failed > 0 { facts.append("\(Quantity.count(meter.failed)) failed") }
        if let speed = meter.timesRealTime(elapsedSeconds: elapsedSeconds) {
            facts.append("\(Quantity.fixed(speed, digits: 1))x real time")
        }
        if meter.tokensKept > 0 { facts.append("\(Quantity.count(meter.tokensKept)) tokens kept") }
        if let seconds = meter.secondsLeft(elapsedSeconds: elapsedSeconds) {
            facts.append("\(Quantity.remaining(seconds: seconds)) to go")
        }
        return facts
    }

    private static func members(of event: BatchEvent) -> [String: JSONValue] {
        switch event {
        case .scanning: ["event": .string("scanning"), "path": .null]
        case .scanned: ["event": .string("scanned"), "path": .null]
        case .started(let name, let attempt):
            ["event": .string("started"), "path": .string(name), "attempt": .integer(Int64(attempt))]
        case .retrying(let line, let delaySeconds):
            [
                "event": .string("retrying"), "path": .string(line.path), "code": .string(line.code),
                "message": .string(line.message), "delay_seconds": .number(delaySeconds),
            ]
        case .finished(let result): members(of: result)
        }
    }

    private static func members(of result: IngestResult) -> [String: JSONValue] {
        switch result.outcome {
        case .done: ["event": .string("done"), "path": .string(result.name)]
        case .failed(let line):
            [
                "event": .string("failed"), "path": .string(result.name), "class": .string(line.failureClass.rawValue),
                "code": .string(line.code), "message": .string(line.message),
                "attempt": .integer(Int64(line.attempts)),
            ]
        case .skipped(let reason):
            ["event": .string("skipped"), "path": .string(result.name), "message": .string(reason)]
        }
    }
}
