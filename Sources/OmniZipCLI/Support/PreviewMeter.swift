import Synchronization

/// Progress of a preview: a line that is redrawn on a terminal, nothing elsewhere.
final class PreviewMeter {
    private let isShown = Terminal.canRedrawErrors
    private var last = ContinuousClock.now - .seconds(1)
    private var isDrawn = false

    /// Says that `count` inputs are finished.
    func show(_ count: Int) { draw("\(count) looked at") }

    /// Says that `done` of `count` windows of a video are finished.
    func show(_ done: Int, _ count: Int) { draw("window \(done) of \(count)") }

    private func draw(_ text: String) {
        guard isShown, ContinuousClock.now - last > .milliseconds(100) else { return }
        last = .now
        isDrawn = true
        Terminal.writeError("\r\u{1B}[K\(text)")
    }

    /// Leaves the line to others.
    func end() {
        if isDrawn { Terminal.writeError("\r\u{1B}[K") }
        isDrawn = false
    }
}

/// Whether a preview was asked to stop.
final class PreviewStop: Sendable {
    private let flag = Atomic(false)

    /// True after `set`.
    var isSet: Bool { flag.load(ordering: .relaxed) }

    /// Asks for the end.
    func set() { flag.store(true, ordering: .relaxed) }
}
