import ArgumentParser
import Foundation
import OmniZipBundle
import OmniZipIngest
import OmniZipPreview

/// How progress is shown on standard error.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    /// A bar on a terminal, nothing elsewhere.
    case auto
    /// A bar that is redrawn in place.
    case bar
    /// One JSON object a line.
    case json
    /// Nothing.
    case none
}

/// Progress of a run on standard error.
struct RunProgress {
    private let style: ProgressStyle
    private let total: Int
    private let start = ContinuousClock.now
    private var finished = 0
    private var failed = 0

    init(style: ProgressStyle, total: Int) {
        self.style = style == .auto ? (Terminal.canRedrawErrors ? .bar : .none) : style
        self.total = total
        draw(current: nil)
    }

    /// Notes the end of one input.
    mutating func note(_ result: IngestResult) {
        finished += 1
        if case .failed(let line) = result.outcome {
            failed += 1
            report(line)
        }
        draw(current: result.input.name)
    }

    /// Removes the bar.
    func end() {
        if style == .bar { Terminal.writeError("\r\u{1B}[K") }
    }

    private func report(_ line: FailureLine) {
        guard style != .json else { return }
        if style == .bar { Terminal.writeError("\r\u{1B}[K") }
        let hint = line.hint.map { " (\($0))" } ?? ""
        Terminal.printMessage("omnizip: \(line.path): \(line.message)\(hint)")
    }

    private func draw(current: String?) {
        switch style {
        case .bar: Terminal.writeError("\r\u{1B}[K" + bar(current: current))
        case .json: Terminal.writeError(json(current: current) + "\n")
        case .auto, .none: break
        }
    }

    private func bar(current: String?) -> String {
        let width = 24
        let filled = total == 0 ? width : width * finished / total
        let blocks = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        var line = "[\(blocks)] \(finished)/\(total)"
        if failed > 0 { line += " (\(failed) failed)" }
        if let remaining { line += " \(remaining) left" }
        if let current { line += " \(Printable.text(current).suffix(40))" }
        return line
    }

    private var elapsedSeconds: Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }

    private var remaining: String? {
        guard finished > 0, finished < total else { return nil }
        return "\(Int((elapsedSeconds / Double(finished) * Double(total - finished)).rounded(.up))) s"
    }

    private func json(current: String?) -> String {
        let members: [String: JSONValue] = [
            "finished": .integer(Int64(finished)), "failed": .integer(Int64(failed)), "total": .integer(Int64(total)),
            "elapsed_seconds": .number((elapsedSeconds * 1000).rounded() / 1000),
            "path": current.map { .string($0) } ?? .null,
        ]
        return (try? CanonicalJSON.text(JSONValue.object(members))) ?? ""
    }
}
