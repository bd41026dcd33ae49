import Foundation
import Logging
import Subprocess
import Synchronization

/// Workers that are child processes, each doing many videos: a crash in a codec, a hang, or too much memory costs one
/// video and one process.
final class ProcessCrew: Crew {
    /// How processes are kept.
    struct Options: Sendable {
        /// Processes at a time, at least 1.
        var jobs = 1
        /// What each of them may use.
        var limits = WorkerLimits()
        /// The files each of them may touch; nil for all.
        var sandbox: Sandbox?
        /// From a request to stop until a process is killed.
        var graceSeconds = 5.0
        /// What a process may take to say that it is ready.
        var startSeconds = 30.0
        /// Deaths before a job was begun, one after the other, that end the run.
        var startAttempts = 3
    }

    let program: WorkerProgram
    let options: Options
    let setup: WorkerSetup
    private let logger: Logger
    private let state = Mutex((isStopped: false, handles: [ObjectIdentifier: WorkerHandle]()))

    /// A crew of `program`; nothing is started yet.
    init(
        program: WorkerProgram, configuration: IngestConfiguration, options: Options,
        logger: Logger = Logger(label: "omnizip") { _ in SwiftLogNoOpLogHandler() }
    ) {
        precondition(options.jobs >= 1, "a crew without workers")
        self.program = program
        self.options = options
        self.logger = logger
        setup = WorkerSetup(configuration: configuration, limits: options.limits, sandbox: options.sandbox)
    }

    func work(on board: any JobBoard) async throws {
        // A worker that dies while it is written to is an error of the write, not the end of this process.
        signal(SIGPIPE, SIG_IGN)
        // Who starts this process may have told it to forget its children, and it must wait for them.
        signal(SIGCHLD, SIG_DFL)
        try DescriptorBudget.require(workers: options.jobs, program: program.name)
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup { group in
                for _ in 0..<options.jobs {
                    group.addTask { try await self.serve(board) }
                }
                try await group.waitForAll()
            }
        } onCancel: {
            stop()
        }
    }

    func stop() {
        let handles = state.withLock { state in
            state.isStopped = true
            return Array(state.handles.values)
        }
        for handle in handles { handle.terminate() }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    /// One slot: a process after the other. A process is started when there is a job for it.
    private func serve(_ board: any JobBoard) async throws {
        var starts = 0
        var next = await board.next()
        while let job = next {
            guard !isStopped else {
                await board.finish(job, .interrupted)
                next = await board.next()
                continue
            }
            var again: VideoJob?
            do {
                let (report, killed) = try await session(job, board)
                if report.hasWorked { starts = 0 }
                again = try await conclude(report, killed, board)
                if again != nil { starts += 1 }
                if starts >= options.startAttempts { throw startError(report) }
                if starts > 0 { try? await Task.sleep(for: .milliseconds(100 * starts * min(starts, 10))) }
            } catch let failure as SessionFailure {
                if let open = failure.openJob { await board.finish(open, .interrupted) }
                throw failure.error
            } catch {
                await board.finish(again ?? job, .interrupted)
                throw error
            }
            if let again { next = again } else { next = await board.next() }
        }
    }

    private func session(
        _ job: VideoJob, _ board: any JobBoard
    ) async throws -> (WorkerSession.Report, WorkerHandle.Reason?) {
        let session = WorkerSession(crew: self, board: board)
        let identity = ObjectIdentifier(session)
        let isLate = state.withLock { state in
            state.handles[identity] = session.handle
            return state.isStopped
        }
        if isLate { session.handle.terminate() }
        defer { state.withLock { state in _ = state.handles.removeValue(forKey: identity) } }
        do {
            return (try await session.run(job), session.handle.killed)
        } catch {
            throw SessionFailure(
                openJob: session.openJob, error: WorkerError(program: program.name, cause: "\(error)"))
        }
    }

    /// A process that could not be started, or not be waited for.
    private struct SessionFailure: Error {
        /// The job that has not come to its end.
        let openJob: VideoJob?
        let error: WorkerError
    }

    /// Tells the board what became of the job of a session that lost one.
    ///
    /// - Returns: The job that was not begun and needs another process.
    private func conclude(
        _ report: WorkerSession.Report, _ killed: WorkerHandle.Reason?, _ board: any JobBoard
    ) async throws -> VideoJob? {
        switch report.end {
        case .done, .spent: return nil
        case .notStarted(let job): return job
        case .refused(_, let reason): throw WorkerError(program: program.name, cause: reason)
        case .lost(let job, let stage):
            let death = death(report.status, killed)
            if isStopped {
                await board.finish(job, .interrupted)
            } else {
                logger.debug(
                    "worker lost", metadata: ["path": "\(job.name)", "last words": "\(report.lastWords)"])
                await board.finish(job, .failed(death.failure(of: job, stage: stage)))
            }
            return nil
        }
    }

    private func death(_ status: TerminationStatus, _ killed: WorkerHandle.Reason?) -> WorkerDeath {
        switch (killed, status) {
        case (.timeLimit(let seconds), _): .timeLimit(seconds: seconds)
        case (.garbled, _): .garbled
        case (_, .exited(WorkerLoop.memoryLimitMet)): .memoryLimit(bytes: options.limits.memoryBytes ?? 0)
        case (_, .signaled(let number)): .signal(number)
        case (_, .exited): .exit
        }
    }

    private func startError(_ report: WorkerSession.Report) -> WorkerError {
        let words = report.lastWords.isEmpty ? "" : ", its last words: \(report.lastWords)"
        return WorkerError(
            program: program.name,
            cause: "\(options.startAttempts) processes in a row ended before they began a video (the last: "
                + "\(report.status)\(words))")
    }

    /// An outcome as it counts: a worker that gave up although nobody here asked it to was stopped from outside.
    func confirmed(_ outcome: JobOutcome, of job: VideoJob, stage: IngestStage) async -> JobOutcome {
        guard outcome == .interrupted else { return outcome }
        // Who stops a service signals all its processes, in any order: this one may hear of it after its workers.
        for _ in 0..<20 where !isStopped { try? await Task.sleep(for: .milliseconds(50)) }
        return isStopped ? .interrupted : .failed(WorkerDeath.signal(SIGTERM).failure(of: job, stage: stage))
    }

    func note(_ hello: WorkerHello) {
        guard options.sandbox != nil, hello.landlockVersion == nil else { return }
        logger.debug("no Landlock in this kernel: workers may read every file that the user may")
    }
}
