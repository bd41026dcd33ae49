import Foundation
import Testing

@testable import OmniZipIngest

@Suite struct WorkerDeathTests {
    private let job = VideoJob(
        path: "/in/a.mp4", name: "a.mp4", outputFolder: "/out", bundlePath: "a", documentPath: "b", wasNamed: true,
        decoderThreads: 1)

    @Test(arguments: [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS])
    func faultsOfTheProcessorAndTrapsAreCrashes(number: Int32) {
        let failure = WorkerDeath.signal(number).failure(of: job, stage: .video)
        #expect(failure.line.code == "worker_crashed" && failure.line.stage == "video" && failure.line.path == "a.mp4")
        #expect(failure.fault == .worker)
    }

    @Test(arguments: [
        (WorkerDeath.signal(SIGKILL), "worker_killed"), (.signal(SIGTERM), "worker_killed"),
        (.signal(64), "worker_killed"), (.exit, "worker_killed"), (.garbled, "worker_garbled"),
        (.memoryLimit(bytes: 1 << 30), "memory_limit"), (.timeLimit(seconds: 60), "time_limit"),
    ])
    func everyDeathIsATransientFailureWithAHint(death: WorkerDeath, code: String) {
        let failure = death.failure(of: job, stage: .index)
        #expect(failure.line.code == code && failure.line.failureClass == .transient && failure.line.attempts == 1)
        #expect(failure.line.hint?.isEmpty == false)
        #expect((failure.fault == .timeLimit) == (code == "time_limit"))
    }

    @Test func limitsAreNamed() {
        let time = WorkerDeath.timeLimit(seconds: 81).failure(of: job, stage: .index)
        #expect(time.line.message == "work: not done within 81 s")
        let memory = WorkerDeath.memoryLimit(bytes: 2 << 30).failure(of: job, stage: .index)
        #expect(memory.line.message == "work: needs more than 2048 MiB of memory")
    }
}
