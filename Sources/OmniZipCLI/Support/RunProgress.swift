import ArgumentParser
import Foundation
import OmniZipBundle
import OmniZipIngest
import OmniZipPreview

/// How progress is shown on standard error.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    /// A bar on a terminal, a line every 30 seconds elsewhere.
    case auto
    /// A bar that is redrawn in place.
    case bar
    /// One JSON object an event.
    case json
    /// Nothing.
    case none
}

/// Progress of a run on standard error.
actor RunProgress {
    /// How progress is shown once it is known whether there is a terminal.
    private enum Style { case bar, lines, json, none }

    private let style: Style
    private let start = ContinuousClock.now
    private var meter = RunMeter()
    private var clock: Task<Void, Never>?
    private var lastDrawing = ContinuousClock.now - .seconds(1)
    private var hasBar = false

    init(style: ProgressStyle) {
        self.style =
            switch style {
            case .auto: Terminal.canRedrawErrors ? .bar : .lines
            case .bar: .bar
            case .json: .json
            case .none: .none
            }
    }

    /// Starts the clock: a bar moves, and lines come, also while no video ends.
    func begin() {
        let period: Duration? =
            switch style {
            case .bar: .milliseconds(500)
            case .lines: .seconds(30)
            case .json, .none: nil
            }
        guard let period else { return }
        clock = Task { [weak self] in
            while (try? await Task.sleep(for: period)) != nil { await self?.tick() }
        }
    }

    /// Takes in one event.
    func note(_ event: BatchEvent) {
        meter.note(event)
        if case .finished(let result) = event, case .failed(let line) = result.outcome { report(line) }
        switch style {
        case .bar: draw(mayWait: true)
        case .json:
            if case .scanning = event { return }
            if let text = try? text.json(of: event) { Terminal.writeError(text + "\n") }
        case .lines, .none: break
        }
    }

    /// Draws the last state and leaves the line to others.
    func end() {
        clock?.cancel()
        guard style == .bar else { return }
        draw(mayWait: false)
        erase()
    }

    private func tick() {
        switch style {
        case .bar: draw(mayWait: false)
        case .lines: Terminal.printMessage("omnizip: \(text.line)")
        case .json, .none: break
        }
    }

    private func report(_ line: FailureLine) {
        guard style != .json else { return }
        erase()
        let hint = line.hint.map { " (\($0))" } ?? ""
        Terminal.printMessage("omnizip: \(line.path): \(line.message)\(hint)")
    }

    /// A thousand videos a second need no thousand drawings.
    private func draw(mayWait: Bool) {
        guard !mayWait || ContinuousClock.now - lastDrawing > .milliseconds(100) else { return }
        lastDrawing = .now
        hasBar = true
        Terminal.writeError("\r\u{1B}[K" + text.bar(columns: Terminal.errorColumns))
    }

    private func erase() {
        if hasBar { Terminal.writeError("\r\u{1B}[K") }
        hasBar = false
    }

    private var text: ProgressText {
        let elapsed = (ContinuousClock.now - start).components
        return ProgressText(
            meter, elapsedSeconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
    }
}
