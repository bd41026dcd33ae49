import Dispatch

/// Runs tasks on threads of its own. Tests that wait for a program block the threads that tasks share, of which there is
/// one a core: whoever talks with a process meanwhile would hear it long after it spoke.
final class ThreadExecutor: TaskExecutor {
    static let shared = ThreadExecutor()

    private let queue = DispatchQueue(label: "omnizip.tests", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
