import Foundation

/// Workers in this process, for runs without isolation and for the library.
///
/// Each video has a thread of its own, since the work blocks. There is no limit of time or memory here, and a crash ends
/// the process: `ProcessCrew` has both.
struct LocalCrew: Crew {
    private let ingestor: VideoIngestor
    private let jobs: Int
    private let stopFlag = StopFlag()

    /// - Parameter jobs: Videos at a time, at least 1.
    init(ingestor: VideoIngestor, jobs: Int) {
        precondition(jobs >= 1, "a crew without workers")
        self.ingestor = ingestor
        self.jobs = jobs
    }

    func work(on board: any JobBoard) async throws {
        await withTaskCancellationHandler {
            await withTaskGroup { group in
                for _ in 0..<jobs {
                    group.addTask {
                        while let job = await board.next() { await attempt(job, on: board) }
                    }
                }
            }
        } onCancel: {
            stop()
        }
    }

    func stop() { stopFlag.set() }

    private func attempt(_ job: VideoJob, on board: any JobBoard) async {
        let (events, continuation) = AsyncStream.makeStream(of: Progress.self)
        Thread.detachNewThread { [ingestor, stopFlag] in
            let outcome = JobRunner(ingestor: ingestor).run(
                job, observe: { continuation.yield(.event($0)) }, shouldStop: { stopFlag.isSet })
            continuation.yield(.finished(outcome))
            continuation.finish()
        }
        // Cancelling this task must not lose the outcome: the crew was told to stop, so that it comes soon.
        await Task {
            for await progress in events {
                switch progress {
                case .event(let event): await board.note(event, of: job)
                case .finished(let outcome): await board.finish(job, outcome)
                }
            }
        }.value
    }

    private enum Progress: Sendable {
        case event(JobEvent)
        case finished(JobOutcome)
    }
}
