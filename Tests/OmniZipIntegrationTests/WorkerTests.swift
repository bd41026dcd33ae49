import Foundation
import OmniZipTestSupport
import Synchronization
import Testing

@testable import OmniZipIngest

/// Worker processes that do what they should, and are stopped and replaced.
@Suite struct WorkerTests {
    private let bench: WorkerBench

    init() throws { bench = try WorkerBench() }

    @Test func oneProcessDoesManyVideosAsThisProcessDoes() async throws {
        let names = ["silent.mp4", "audio-only.m4a", "letterbox.mp4"]
        let board = bench.board
        board.add(try names.map { try bench.clip($0) } + [bench.text()])
        try await bench.crew().work(on: board)
        #expect(bench.processes.count == 1)
        #expect(board.failure("text.mp4")?.line.code == "not_media")
        let local = ListBoard()
        local.add(try names.map { try bench.clip($0) })
        try await LocalCrew(ingestor: VideoIngestor(configuration: WorkerBench.configuration), jobs: 2).work(on: local)
        for name in names {
            guard case .done(let one)? = board.outcomes[name], case .done(let other)? = local.outcomes[name] else {
                Issue.record("\(name): \(String(describing: board.outcomes[name]))")
                continue
            }
            #expect(one.line.bundle == other.line.bundle)
            #expect(board.events[name] == local.events[name])
        }
        #expect(board.events["silent.mp4"]?.contains { if case .duration = $0 { true } else { false } } == true)
        #expect(board.events["silent.mp4"]?.last == .stage(.publish))
    }

    @Test func twoDecoderThreadsGiveTheSameBundle() async throws {
        var job = try bench.clip("speech-object.mp4", as: "b.mp4")
        job.decoderThreads = 2
        bench.board.add([try bench.clip("speech-object.mp4", as: "a.mp4"), job])
        try await bench.crew { $0.jobs = 2 }.work(on: bench.board)
        #expect(bench.board.isDone("a.mp4") && bench.board.isDone("b.mp4"))
        let tensors = try ["a", "b"].map { try Data(contentsOf: bench.folder.url("out/\($0).mp4.safetensors")) }
        // The header holds the name; what comes after it must not differ.
        #expect(tensors[0].suffix(4096) == tensors[1].suffix(4096) && tensors[0].count == tensors[1].count)
    }

    @Test func aProcessIsReplacedAfterItsVideos() async throws {
        bench.board.add((0..<5).map { bench.text(as: "\($0).mp4") })
        try await bench.crew { $0.limits.videosPerProcess = 2 }.work(on: bench.board)
        #expect(bench.board.outcomes.count == 5)
        #expect(bench.processes.count == 3)
    }

    @Test func aProcessThatHasGrownIsReplaced() async throws {
        bench.board.add((0..<3).map { bench.text(as: "\($0).mp4") })
        try await bench.crew { $0.limits.residentBytes = 1 }.work(on: bench.board)
        #expect(bench.board.outcomes.count == 3)
        #expect(bench.processes.count == 3)
    }

    /// Other tests open files at the same time: a leak of one descriptor a process would still stand out.
    @Test func thirtyProcessesLeaveNoDescriptorOpen() async throws {
        bench.board.add([bench.text()])
        try await bench.crew().work(on: bench.board)
        let before = Self.openDescriptors
        bench.board.add((0..<30).map { bench.text(as: "\($0).mp4") })
        try await bench.crew { $0.limits.videosPerProcess = 1 }.work(on: bench.board)
        #expect(bench.processes.count == 31)
        for _ in 0..<100 where Self.openDescriptors > before + 8 { try await Task.sleep(for: .milliseconds(100)) }
        #expect(Self.openDescriptors <= before + 8)
    }

    /// Else a worker would not see the end of its input when the parent dies: another one would hold it open.
    @Test func aWorkerInheritsNoDescriptors() async throws {
        bench.board.add((0..<4).map { bench.text(as: "\($0).mp4") })
        // A program that is no worker ends the run, and its last words are told: 3 is the folder that it lists.
        let crew = try bench.crew(script: "exec ls /proc/self/fd >&2") { $0.jobs = 3 }
        let error = await #expect(throws: WorkerError.self) { try await crew.work(on: bench.board) }
        #expect(error?.cause.contains("its last words: 0 1 2 3)") == true, "\(String(describing: error))")
    }

    @Test func anInterruptOfTheTerminalDoesNotReachAWorker() async throws {
        let bench = bench
        let groups = Mutex<[pid_t]>([])
        bench.board.onEvent { event, _ in
            guard event == .stage(.digest) else { return }
            groups.withLock { $0 = bench.processes.map { getpgid($0) } }
            bench.signal(SIGINT)
        }
        bench.board.add([try bench.clip()])
        try await bench.crew().work(on: bench.board)
        #expect(groups.withLock { $0 } == bench.processes)
        #expect(bench.board.isDone("silent.mp4"))
    }

    @Test func stopGivesUpTheVideoAtHand() async throws {
        let crew = try bench.crew()
        bench.board.onEvent { event, _ in
            if event == .stage(.digest) { crew.stop() }
        }
        bench.board.add([try bench.endless(), bench.text()])
        try await crew.work(on: bench.board)
        #expect(bench.board.outcomes == ["endless.m4a": .interrupted, "text.mp4": .interrupted])
        #expect(bench.folder.files().filter { $0.hasPrefix("out/") }.isEmpty)
    }

    @Test func aWorkerThatDoesNotStopIsKilled() async throws {
        let crew = try bench.crew { $0.graceSeconds = 0.3 }
        let bench = bench
        bench.board.onEvent { event, _ in
            guard event == .stage(.digest) else { return }
            bench.signal(SIGSTOP)
            crew.stop()
        }
        bench.board.add([try bench.endless()])
        try await crew.work(on: bench.board)
        #expect(bench.board.outcomes == ["endless.m4a": .interrupted])
    }

    @Test func aSandboxHidesOtherFiles() async throws {
        let job = try bench.clip("silent.mp4", as: "outside.mp4")
        let copy = bench.folder.path("in/silent.mp4")
        try FileManager.default.copyItem(atPath: job.path, toPath: copy)
        bench.board.add([job, bench.job(copy, as: "deep/inside.mp4")])
        let sandbox = Sandbox(
            readable: [bench.folder.path("in"), bench.folder.path("missing")], writable: [bench.folder.path("out")])
        try await bench.crew { $0.sandbox = sandbox }.work(on: bench.board)
        #expect(bench.board.isDone("deep/inside.mp4"), "\(bench.board.outcomes)")
        if ProcessRestrictions.landlockVersion != nil {
            let failure = bench.board.failure("outside.mp4")
            #expect(failure?.line.code == "permission_denied" && failure?.fault == .input)
        } else {
            #expect(bench.board.isDone("outside.mp4"))
        }
    }

    @Test func aWorkerEndsWithItsParent() async throws {
        let input = Pipe()
        let output = Pipe()
        let worker = Process()
        worker.executableURL = try BuiltProgram.url()
        worker.arguments = ["worker"]
        worker.standardInput = input
        worker.standardOutput = output
        try worker.run()
        let setup = WorkerSetup(configuration: WorkerBench.configuration, limits: WorkerLimits())
        try input.fileHandleForWriting.write(contentsOf: MessageLine.bytes(ParentMessage.setup(setup)))
        let job = try bench.endless()
        try input.fileHandleForWriting.write(contentsOf: MessageLine.bytes(ParentMessage.job(job)))
        var heard = Data()
        while !String(decoding: heard, as: UTF8.self).contains("digest") {
            let data = output.fileHandleForReading.availableData
            try #require(!data.isEmpty, "the worker ended too early")
            heard += data
        }
        try input.fileHandleForWriting.close()
        let start = ContinuousClock.now
        worker.waitUntilExit()
        #expect(ContinuousClock.now - start < .seconds(2))
        let rest = try output.fileHandleForReading.readToEnd() ?? Data()
        #expect(!String(decoding: rest, as: UTF8.self).contains("finished"))
        #expect(bench.folder.files().filter { $0.hasSuffix(".safetensors") || $0.hasSuffix(".json") }.isEmpty)
    }

    private static var openDescriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }
}
