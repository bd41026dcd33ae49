import Foundation
import Synchronization

/// The life of a worker process: takes a setup, binds itself, does one video after another until its parent has no more.
///
/// It must begin on the only thread of the process, since limits of the sandbox bind a thread and those it starts. One
/// thread reads all the time: when the parent is gone the process ends at once, whatever it is doing. What is being
/// written then has no name, or a temporary one.
public final class WorkerLoop: Sendable {
    /// Exit status of a worker whose parent is gone.
    static let lostParent: Int32 = 0
    /// Exit status of a worker that used more memory than it may.
    static let memoryLimitMet: Int32 = 71
    /// Seconds between two looks at the memory in use. A machine writes some hundred megabytes in this time.
    private static let memoryInterval = 0.05

    private let channel = WorkerChannel()
    private let memory = ResidentMemory()
    private let stopFlag = StopFlag()
    private let jobs = JobQueue()

    /// A worker on standard input and output.
    public init() {}

    /// Works until the parent closes standard input or SIGTERM asks to stop; then ends the process.
    public func run() -> Never {
        signal(SIGPIPE, SIG_IGN)
        // A Ctrl-C is the parent's to handle.
        signal(SIGINT, SIG_IGN)
        let terminate = Self.blockTermination()
        guard case .setup(let setup)? = channel.next() else { refuse("the first message is not a setup") }
        guard setup.isSpoken else { refuse("is of another version than the program that started it") }
        let (runner, hello) = begin(setup)
        Thread.detachNewThread { [self] in awaitSignal(terminate) }
        if let bytes = setup.limits.memoryBytes { Thread.detachNewThread { [self] in watchMemory(bytes) } }
        // The greeting comes from the thread that reads, so that a worker without it is never taken for ready.
        Thread.detachNewThread { [self] in
            channel.send(.hello(hello))
            readJobs()
        }
        while let job = jobs.next() {
            channel.send(.started)
            let outcome = runner.run(
                job, observe: { [channel] in channel.send(.event($0)) },
                shouldStop: { [stopFlag] in stopFlag.isSet })
            channel.send(.finished(outcome, residentBytes: memory.bytes))
        }
        _exit(0)
    }

    private func begin(_ setup: WorkerSetup) -> (JobRunner, WorkerHello) {
        do {
            let version = try ProcessRestrictions.apply(setup.limits, setup.sandbox)
            let ingestor = try VideoIngestor(configuration: setup.configuration)
            return (JobRunner(ingestor: ingestor), WorkerHello(landlockVersion: version))
        } catch let refusal as ProcessRestrictions.Refusal {
            refuse(refusal.reason)
        } catch {
            refuse("\(error)")
        }
    }

    private func refuse(_ reason: String) -> Never {
        channel.send(.refused(reason: reason))
        _exit(1)
    }

    private func readJobs() {
        while case .job(let job)? = channel.next() { jobs.add(job) }
        _exit(Self.lostParent)
    }

    private func watchMemory(_ limit: Int) {
        while memory.bytes <= limit { Thread.sleep(forTimeInterval: Self.memoryInterval) }
        _exit(Self.memoryLimitMet)
    }

    /// SIGTERM goes to no thread but to `awaitSignal`.
    private static func blockTermination() -> sigset_t {
        var terminate = sigset_t()
        sigemptyset(&terminate)
        sigaddset(&terminate, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &terminate, nil)
        return terminate
    }

    private func awaitSignal(_ signals: sigset_t) {
        var signals = signals
        var number: Int32 = 0
        _ = sigwait(&signals, &number)
        stopFlag.set()
        jobs.close()
    }
}

/// Jobs on their way from the thread that reads to the one that works.
private final class JobQueue: Sendable {
    private let state = Mutex((jobs: ArraySlice<VideoJob>(), isClosed: false))
    private let changes = DispatchSemaphore(value: 0)

    func add(_ job: VideoJob) {
        state.withLock { $0.jobs.append(job) }
        changes.signal()
    }

    /// No more jobs: those that wait are dropped.
    func close() {
        state.withLock { $0.isClosed = true }
        changes.signal()
    }

    /// Waits for the next job; nil once the queue is closed.
    func next() -> VideoJob? {
        changes.wait()
        return state.withLock { $0.isClosed ? nil : $0.jobs.popFirst() }
    }
}
