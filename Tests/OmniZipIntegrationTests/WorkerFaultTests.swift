import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// Worker processes that crash, hang, run out of memory or talk nonsense cost one video and never the run.
@Suite struct WorkerFaultTests {
    private let bench: WorkerBench

    init() throws { bench = try WorkerBench() }

    @Test(arguments: [
        (SIGSEGV, "worker_crashed", "segmentation fault (SIGSEGV)"), (SIGABRT, "worker_crashed", "abort (SIGABRT)"),
        (SIGKILL, "worker_killed", "ended by SIGKILL"),
    ])
    func aCrashCostsOneVideo(number: Int32, code: String, words: String) async throws {
        let bench = bench
        bench.board.onEvent { event, job in
            if job.name == "bad.mp4", event == .stage(.digest) { bench.signal(number) }
        }
        bench.board.add([try bench.endless(as: "bad.mp4"), try bench.clip()])
        try await bench.crew().work(on: bench.board)
        let failure = try #require(bench.board.failure("bad.mp4"))
        #expect(failure.fault == .worker && failure.line.failureClass == .transient)
        #expect(failure.line.code == code)
        #expect(failure.line.message.contains(words), "\(failure.line.message)")
        #expect(IngestStage(rawValue: failure.line.stage).map { $0 != .index } == true)
        #expect(bench.board.isDone("silent.mp4"))
        #expect(bench.processes.count == 2)
    }

    @Test func sigtermFromOutsideIsNoStop() async throws {
        let bench = bench
        bench.board.onEvent { event, job in
            if job.name == "bad.mp4", event == .stage(.digest) { bench.signal(SIGTERM) }
        }
        bench.board.add([try bench.endless(as: "bad.mp4"), bench.text()])
        try await bench.crew().work(on: bench.board)
        #expect(bench.board.failure("bad.mp4")?.line.code == "worker_killed")
        #expect(bench.board.failure("text.mp4")?.line.code == "not_media")
    }

    @Test func aHangEndsAtTheTimeLimit() async throws {
        let bench = bench
        bench.board.onEvent { event, _ in
            if event == .stage(.digest) { bench.signal(SIGSTOP) }
        }
        bench.board.add([try bench.endless(), bench.text()])
        let limit = TimeLimit(baseSeconds: 4, secondsPerSecond: 0)
        try await bench.crew { $0.limits.time = limit }.work(on: bench.board)
        let failure = try #require(bench.board.failure("endless.m4a"))
        #expect(failure.fault == .timeLimit && failure.line.failureClass == .transient)
        #expect(failure.line.code == "time_limit")
        #expect(failure.line.message == "work: not done within 4 s")
        #expect(bench.board.failure("text.mp4")?.line.code == "not_media")
    }

    @Test func memoryAboveTheLimitCostsOneVideo() async throws {
        let large = bench.folder.url("in/large.mp4")
        try FFmpegTool.makeClip(
            large, size: "7680x4320", framesPerSecond: 2, seconds: 2, codec: ["-c:v", "mpeg4", "-q:v", "20"])
        bench.board.add([bench.job(large.path, as: "large.mp4"), try bench.clip()])
        try await bench.crew { $0.limits.memoryBytes = 60 << 20 }.work(on: bench.board)
        let failure = try #require(bench.board.failure("large.mp4"))
        #expect(failure.fault == .worker && failure.line.failureClass == .transient, "\(failure)")
        #expect(failure.line.code == "memory_limit", "\(failure)")
        #expect(failure.line.message == "work: needs more than 60 MiB of memory")
        #expect(bench.board.isDone("silent.mp4"), "\(bench.board.outcomes)")
    }

    /// Whenever a process is killed, at its start, in a video or between two: every job ends once.
    @Test func killsAtRandomMomentsLoseNoJob() async throws {
        let bench = bench
        let count = 40
        bench.board.add((0..<count).map { bench.text(as: "\($0).mp4") })
        let crew = try bench.crew { options in
            options.jobs = 3
            options.limits.videosPerProcess = 5
            options.startAttempts = .max
        }
        let killer = Task {
            var generator = SeededGenerator(property: "random kills", seed: 11)
            for _ in 0..<12 {
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...200, using: &generator)))
                bench.signal(SIGKILL)
            }
        }
        try await crew.work(on: bench.board)
        killer.cancel()
        #expect(bench.board.outcomes.count == count && bench.board.finishCount == count)
        let codes = Set((0..<count).compactMap { bench.board.failure("\($0).mp4")?.line.code })
        #expect(codes.isSubset(of: ["not_media", "worker_killed"]) && codes.contains("not_media"), "\(codes)")
    }

    @Test(arguments: [
        ("echo '{\"started\":{}}'; echo nonsense; sleep 60", "worker_garbled"),
        ("cat /dev/zero", "worker_garbled"), ("echo '{\"started\":{}}'; exit 3", "worker_killed"),
        ("echo '{\"started\":{}}'; exit 0", "worker_killed"),
    ])
    func aProgramThatMisbehavesIsEnded(lines: String, code: String) async throws {
        bench.board.add([bench.text(as: "a.mp4"), bench.text(as: "b.mp4")])
        try await bench.crew(script: try Self.greeting + lines).work(on: bench.board)
        #expect(bench.board.failure("a.mp4")?.line.code == code)
        #expect(bench.board.failure("b.mp4")?.line.code == code)
        #expect(bench.processes.count == 2)
    }

    @Test func aDeathBetweenTwoVideosIsNobodysFault() async throws {
        let finished = String(
            decoding: try MessageLine.bytes(WorkerMessage.finished(.skipped(reason: "x"), residentBytes: 1)).dropLast(),
            as: UTF8.self)
        bench.board.add([bench.text(as: "a.mp4"), bench.text(as: "b.mp4")])
        try await bench.crew(script: try Self.greeting + "echo '{\"started\":{}}'; echo '\(finished)'; exit 0")
            .work(on: bench.board)
        #expect(bench.board.outcomes == ["a.mp4": .skipped(reason: "x"), "b.mp4": .skipped(reason: "x")])
    }

    @Test(arguments: [
        ("echo 'cannot load' >&2; exit 127", "its last words: cannot load"), ("sleep 60", "signaled"),
        ("echo nonsense; sleep 60", "signaled"),
    ])
    func aProgramThatCannotStartEndsTheRun(lines: String, words: String) async throws {
        bench.board.add([bench.text()])
        let crew = try bench.crew(script: lines) { $0.startSeconds = 0.5 }
        let error = await #expect(throws: WorkerError.self) { try await crew.work(on: bench.board) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        #expect(error?.program == bench.folder.path("worker.sh"))
        #expect(bench.board.outcomes == ["text.mp4": .interrupted])
        #expect(bench.processes.count == 3)
    }

    @Test func aMissingProgramEndsTheRun() async throws {
        bench.board.add([bench.text()])
        let crew = ProcessCrew(
            program: WorkerProgram(executable: bench.folder.path("none")), configuration: WorkerBench.configuration,
            options: ProcessCrew.Options())
        await #expect(throws: WorkerError.self) { try await crew.work(on: bench.board) }
        #expect(bench.board.outcomes == ["text.mp4": .interrupted])
    }

    @Test func aSetupThatCannotBeUsedIsToldAtOnce() async throws {
        bench.board.add([bench.text()])
        let sandbox = Sandbox(readable: [], writable: [bench.folder.path("none")])
        let crew = try bench.crew { $0.sandbox = sandbox }
        if ProcessRestrictions.landlockVersion != nil {
            let error = await #expect(throws: WorkerError.self) { try await crew.work(on: bench.board) }
            #expect(error?.cause.contains("open the output folder") == true)
            #expect(bench.processes.count == 1)
        } else {
            try await crew.work(on: bench.board)
        }
    }

    /// Shell lines that take the setup, greet, and take a job.
    private static var greeting: String {
        get throws {
            let hello = try MessageLine.bytes(WorkerMessage.hello(WorkerHello(landlockVersion: nil)))
            return "read setup; echo '\(String(decoding: hello.dropLast(), as: UTF8.self))'; read job; "
        }
    }
}
