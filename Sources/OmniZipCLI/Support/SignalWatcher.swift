import Dispatch
import Foundation
import Synchronization

/// Notes the first SIGINT or SIGTERM, so that the work can stop at a point where its state is saved. A second signal
/// ends the program at once.
final class SignalWatcher {
    private let received = FirstSignal()
    private let sources: [any DispatchSourceSignal]

    /// Starts to watch; `onSignal` is called once, on a queue of its own.
    init(onSignal: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "omnizip.signals")
        let received = received
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if received.note(number) { onSignal() } else { _exit(128 + number) }
            }
            source.resume()
            return source
        }
    }

    deinit { sources.forEach { $0.cancel() } }

    /// The signal that came, if one did.
    var receivedSignal: Int32? { received.number }
}

/// The first signal that came.
private final class FirstSignal: Sendable {
    private let value = Mutex<Int32?>(nil)

    var number: Int32? { value.withLock { $0 } }

    /// Keeps `number` and returns true if it is the first.
    func note(_ number: Int32) -> Bool {
        value.withLock { value in
            guard value == nil else { return false }
            value = number
            return true
        }
    }
}
