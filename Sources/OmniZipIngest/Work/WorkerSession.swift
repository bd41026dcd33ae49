import Foundation
import Subprocess
import Synchronization

/// One worker process from its start to its end, seen from the parent.
final class WorkerSession: Sendable {
    /// Why the conversation ended.
    enum End: Sendable {
        /// There are no more jobs.
        case done
        /// The process has done enough, or ends by itself between two jobs.
        case spent
        /// The process is gone, or useless, and this job was not begun.
        case notStarted(VideoJob)
        /// The process cannot work with this setup.
        case refused(VideoJob, reason: String)
        /// The process is gone with this job.
        case lost(VideoJob, IngestStage)
    }

    /// How the session went.
    struct Report: Sendable {
        let end: End
        /// Whether a job was begun: the program can be started then.
        let hasWorked: Bool
        /// How the process ended.
        let status: TerminationStatus
        /// The end of what it wrote to standard error.
        let lastWords: String
    }

    let handle: WorkerHandle
    /// The job at hand, which nobody else will end.
    var openJob: VideoJob? { current.withLock { $0 } }
    private let current = Mutex<VideoJob?>(nil)
    private let crew: ProcessCrew
    private let board: any JobBoard

    init(crew: ProcessCrew, board: any JobBoard) {
        self.crew = crew
        self.board = board
        handle = WorkerHandle(graceSeconds: crew.options.graceSeconds)
    }

    /// Starts the process and works until one of `End` is met.
    ///
    /// - Throws: `SubprocessError` if the process cannot be started.
    func run(_ first: VideoJob) async throws -> Report {
        current.withLock { $0 = first }
        var platform = PlatformOptions()
        // A Ctrl-C of the terminal must not reach the worker: the parent asks it to stop.
        platform.processGroupID = 0
        platform.teardownSequence = [
            .gracefulShutDown(allowedDurationToNextStep: .seconds(crew.options.graceSeconds))
        ]
        let program = crew.program
        let configuration = Configuration(
            executable: .path(.init(program.executable)),
            arguments: .init(executablePathOverride: program.name, remainingValues: program.arguments),
            // One thread until the sandbox stands; and no helper that looks into a crash for seconds.
            environment: .inherit.updating(["OPENBLAS_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"]),
            platformOptions: platform)
        let result = try await Subprocess.run(
            configuration, input: .inputWriter, output: .sequence, error: .sequence
        ) { execution in
            handle.open { try? execution.send(signal: $0) }
            defer { handle.close() }
            async let words = LastWords.read(execution.standardError)
            var conversation = Conversation(
                writer: execution.standardInputWriter, output: execution.standardOutput.makeAsyncIterator())
            let end = await converse(&conversation, first)
            try? await execution.standardInputWriter.finish()
            handle.expectEnd()
            return (end: end, hasWorked: conversation.hasWorked, lastWords: await words)
        }
        return Report(
            end: result.closureResult.end, hasWorked: result.closureResult.hasWorked, status: result.terminationStatus,
            lastWords: result.closureResult.lastWords)
    }

    private func converse(_ conversation: inout Conversation, _ first: VideoJob) async -> End {
        handle.kill(.start, afterSeconds: crew.options.startSeconds)
        await conversation.write(.setup(crew.setup))
        switch await conversation.next() {
        case .message(.hello(let hello)): crew.note(hello)
        case .message(.refused(let reason)): return .refused(first, reason: reason)
        case .message, .garbled:
            handle.kill(.garbled)
            return .notStarted(first)
        case .end: return .notStarted(first)
        }
        handle.cancelTimer()
        var next: VideoJob? = first
        var count = 0
        while let job = next {
            count += 1
            current.withLock { $0 = job }
            switch await attempt(job, &conversation) {
            case .finished(let outcome, let resident):
                await board.finish(job, outcome)
                current.withLock { $0 = nil }
                // A time limit may have been met at the moment of the end: the next video must not pay for it.
                if handle.killed != nil { return .spent }
                if crew.options.limits.areSpent(videos: count, resident: resident) || outcome == .interrupted {
                    return .spent
                }
            case .ended(let end): return end
            }
            next = await board.next()
        }
        return .done
    }

    private enum Attempt {
        case finished(JobOutcome, residentBytes: Int)
        case ended(End)
    }

    private func attempt(_ job: VideoJob, _ conversation: inout Conversation) async -> Attempt {
        defer { handle.cancelTimer() }
        let start = SuspendingClock.now
        limit(job, since: start, durationSeconds: nil)
        await conversation.write(.job(job))
        var stage: IngestStage?
        while true {
            switch await conversation.next() {
            case .message(.started):
                conversation.hasWorked = true
                stage = .index
            case .message(.event(let event)):
                if case .stage(let new) = event { stage = new }
                if case .duration(let seconds) = event { limit(job, since: start, durationSeconds: seconds) }
                await board.note(event, of: job)
            case .message(.finished(let outcome, let resident)):
                handle.cancelTimer()
                let confirmed = await crew.confirmed(outcome, of: job, stage: stage ?? .index)
                return .finished(confirmed, residentBytes: resident)
            case .message, .garbled:
                handle.kill(.garbled)
                return .ended(.lost(job, stage ?? .index))
            case .end:
                if let stage { return .ended(.lost(job, stage)) }
                // What met its time limit is never tried again, even if the process did not say that it began.
                if case .timeLimit = handle.killed { return .ended(.lost(job, .index)) }
                return .ended(.notStarted(job))
            }
        }
    }

    private func limit(_ job: VideoJob, since start: SuspendingClock.Instant, durationSeconds: Double?) {
        guard
            let limit = crew.options.limits.time?.seconds(
                durationSeconds: durationSeconds, fileBytes: FileStatus(path: job.path)?.bytes ?? 0)
        else { return }
        let elapsed = (SuspendingClock.now - start) / .seconds(1)
        handle.kill(.timeLimit(seconds: limit), afterSeconds: limit - elapsed)
    }
}

/// Messages to and from one worker.
private struct Conversation {
    enum Heard {
        case message(WorkerMessage), garbled, end
    }

    let writer: StandardInputWriter
    var output: SubprocessOutputSequence.Iterator
    var hasWorked = false
    private var splitter = LineSplitter()
    private var lines: ArraySlice<[UInt8]> = []

    init(writer: StandardInputWriter, output: SubprocessOutputSequence.Iterator) {
        self.writer = writer
        self.output = output
    }

    /// A worker that is gone hears nothing: what it said last, or its end, is heard next.
    func write(_ message: ParentMessage) async {
        guard let bytes = try? MessageLine.bytes(message) else { return }
        _ = try? await writer.write(bytes)
    }

    mutating func next() async -> Heard {
        while lines.isEmpty {
            guard let buffer = try? await output.next() else { return .end }
            guard let lines = splitter.lines(adding: buffer.withUnsafeBytes { Array($0) }) else { return .garbled }
            self.lines = lines[...]
        }
        return MessageLine.message(WorkerMessage.self, lines.removeFirst()).map { .message($0) } ?? .garbled
    }
}

/// The end of what a process wrote to standard error.
private enum LastWords {
    static let maximumBytes = 2048

    static func read(_ output: SubprocessOutputSequence) async -> String {
        var bytes: [UInt8] = []
        var iterator = output.makeAsyncIterator()
        while let buffer = try? await iterator.next() {
            bytes += buffer.withUnsafeBytes { Array($0) }
            bytes = bytes.suffix(maximumBytes)
        }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
