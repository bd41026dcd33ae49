import Foundation
import Synchronization

/// A worker's end of the line to its parent: standard input and output.
final class WorkerChannel: Sendable {
    private let output: Int32
    private let pieces = Mutex((splitter: LineSplitter(), ready: ArraySlice<[UInt8]>()))

    /// Takes standard output for messages alone: what anything else prints goes to standard error.
    init() {
        output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        _ = dup2(STDERR_FILENO, STDOUT_FILENO)
    }

    /// The parent's next message; nil at the end of input and for what is no message. One thread reads at a time.
    func next() -> ParentMessage? {
        pieces.withLock { pieces in
            var buffer = [UInt8](repeating: 0, count: 1 << 12)
            while pieces.ready.isEmpty {
                let count = read(STDIN_FILENO, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0, let lines = pieces.splitter.lines(adding: buffer[..<count]) else { return nil }
                pieces.ready = lines[...]
            }
            return MessageLine.message(ParentMessage.self, pieces.ready.removeFirst())
        }
    }

    /// Tells the parent. Without a parent there is nobody to work for: the process ends.
    func send(_ message: WorkerMessage) {
        guard var rest = try? MessageLine.bytes(message)[...] else { _exit(WorkerLoop.lostParent) }
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { _exit(WorkerLoop.lostParent) }
            rest = rest.dropFirst(count)
        }
    }
}
