import Foundation
import Subprocess
import Synchronization

/// Ends one worker process from outside: on request, or when a time is over.
///
/// Signals go out only between `open` and `close`, so that none can reach another process.
final class WorkerHandle: Sendable {
    /// Why the process was killed.
    enum Reason: Sendable, Equatable {
        case timeLimit(seconds: Double), start, garbled, stop, end
    }

    private struct State {
        var send: (@Sendable (Signal) -> Void)?
        var isTerminated = false
        var killed: Reason?
        var timer: Task<Void, Never>?
        var timerNumber = 0
    }

    private let state = Mutex(State())
    private let graceSeconds: Double

    /// - Parameter graceSeconds: From a request to end until the process is killed.
    init(graceSeconds: Double) {
        self.graceSeconds = graceSeconds
    }

    /// The reason of the first `kill`, if there was one.
    var killed: Reason? { state.withLock { $0.killed } }

    /// The process runs; a request to end that came before reaches it now.
    func open(_ send: @escaping @Sendable (Signal) -> Void) {
        let isLate = state.withLock { state in
            state.send = send
            return state.isTerminated
        }
        if isLate { terminate() }
    }

    /// The process has ended, or is about to be waited for.
    func close() {
        state.withLock { $0.send = nil }
        cancelTimer()
    }

    /// Asks the process to end, and kills it after the grace.
    func terminate() {
        state.withLock { state in
            state.isTerminated = true
            state.send?(.terminate)
        }
        kill(.stop, afterSeconds: graceSeconds)
    }

    /// Gives the process the grace to end by itself.
    func expectEnd() { kill(.end, afterSeconds: graceSeconds) }

    /// Kills the process now.
    func kill(_ reason: Reason) { kill(reason, timer: nil) }

    /// Kills the process when `seconds` are over; replaces the time that was set before, but not that of `terminate`.
    ///
    /// Time in which the whole machine sleeps does not count.
    func kill(_ reason: Reason, afterSeconds seconds: Double) {
        state.withLock { state in
            guard !state.isTerminated || reason == .stop else { return }
            state.timer?.cancel()
            state.timerNumber += 1
            state.timer = Task { [number = state.timerNumber] in
                try? await Task.sleep(for: .seconds(seconds), clock: .suspending)
                if !Task.isCancelled { kill(reason, timer: number) }
            }
        }
    }

    /// Forgets the time that was set, but not that of `terminate`.
    func cancelTimer() {
        state.withLock { state in
            guard !state.isTerminated || state.send == nil else { return }
            state.timer?.cancel()
            state.timerNumber += 1
        }
    }

    private func kill(_ reason: Reason, timer: Int?) {
        state.withLock { state in
            guard let send = state.send, state.killed == nil, timer == nil || timer == state.timerNumber else { return }
            state.killed = reason
            send(.kill)
        }
    }
}
