import Foundation
import OmniZipTestSupport
import Synchronization

@testable import OmniZipIngest

/// A crew of worker processes of the built program, behind a script that notes each process that is started.
struct WorkerBench {
    let folder: TemporaryFolder
    let board = ListBoard()

    /// Cheap enough for a debug build: two frames, one patch a clip.
    static let configuration: IngestConfiguration = {
        var configuration = IngestConfiguration()
        configuration.minFrames = 2
        configuration.maxFrames = 2
        configuration.audioLimit = .all
        return configuration
    }()

    init() throws {
        folder = try TemporaryFolder(prefix: "worker")
        try FileManager.default.createDirectory(at: folder.url("out"), withIntermediateDirectories: true)
        try folder.write("no media", to: "in/text.mp4")
    }

    /// The process numbers of all workers so far.
    var processes: [pid_t] {
        let text = (try? String(contentsOf: folder.url("processes"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { pid_t($0) }
    }

    /// Sends a signal to the workers that live; numbers of those that do not may be another's by now.
    func signal(_ number: Int32) {
        for process in processes {
            let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
            // "NUMBER (NAME) STATE PARENT ...", where a name may hold anything.
            let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
            if fields.count > 2, pid_t(fields[2]) == getpid() { kill(process, number) }
        }
    }

    /// A crew whose workers are the built program, or what the shell lines of `script` do.
    func crew(script: String? = nil, change: (inout ProcessCrew.Options) -> Void = { _ in }) throws -> PromptCrew {
        let built = try BuiltProgram.url().path
        let lines = ["#!/bin/sh", "echo $$ >> '\(folder.path("processes"))'", script ?? "exec '\(built)' worker"]
        let file = try folder.write(lines.joined(separator: "\n") + "\n", to: "worker.sh")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        var options = ProcessCrew.Options()
        change(&options)
        let program = WorkerProgram(executable: file.path, arguments: [])
        return PromptCrew(
            crew: ProcessCrew(program: program, configuration: Self.configuration, options: options))
    }

    /// A job for the sample clip `name`.
    func clip(_ name: String = "silent.mp4", as output: String? = nil) throws -> VideoJob {
        job(try SampleClips.path(name), as: output ?? name)
    }

    /// A job that lasts until somebody ends it.
    func endless(as output: String = "endless.m4a") throws -> VideoJob { job(try LongSound.path(), as: output) }

    /// A job for a file that is no media: it fails at once.
    func text(as output: String = "text.mp4") -> VideoJob { job(folder.path("in/text.mp4"), as: output) }

    func job(_ path: String, as name: String) -> VideoJob {
        VideoJob(
            path: path, name: name, outputFolder: folder.path("out"), bundlePath: name + ".safetensors",
            documentPath: name + ".json", wasNamed: true, decoderThreads: 1)
    }
}

/// A crew that hears its workers at once, whatever other tests do.
struct PromptCrew: Sendable {
    let crew: ProcessCrew

    func work(on board: any JobBoard) async throws {
        try await withTaskExecutorPreference(ThreadExecutor.shared) { try await crew.work(on: board) }
    }

    func stop() { crew.stop() }
}

/// A board with a list of jobs, which keeps what it is told.
final class ListBoard: JobBoard {
    private struct State {
        var jobs: [VideoJob] = []
        var outcomes: [String: JobOutcome] = [:]
        var finishCount = 0
        var events: [String: [JobEvent]] = [:]
        var onEvent: @Sendable (JobEvent, VideoJob) -> Void = { _, _ in }
    }

    private let state = Mutex(State())

    func add(_ jobs: [VideoJob]) { state.withLock { $0.jobs += jobs } }

    /// `body` is called with each event before it is kept.
    func onEvent(_ body: @escaping @Sendable (JobEvent, VideoJob) -> Void) { state.withLock { $0.onEvent = body } }

    /// Outcomes by name.
    var outcomes: [String: JobOutcome] { state.withLock { $0.outcomes } }

    /// How often a job was finished.
    var finishCount: Int { state.withLock { $0.finishCount } }

    /// Events by name.
    var events: [String: [JobEvent]] { state.withLock { $0.events } }

    /// The failure of the job `name`, if it failed.
    func failure(_ name: String) -> JobFailure? {
        if case .failed(let failure)? = outcomes[name] { failure } else { nil }
    }

    /// Whether the job `name` is done.
    func isDone(_ name: String) -> Bool {
        if case .done? = outcomes[name] { true } else { false }
    }

    func next() async -> VideoJob? { state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() } }

    func note(_ event: JobEvent, of job: VideoJob) async {
        state.withLock { $0.onEvent }(event, job)
        state.withLock { $0.events[job.name, default: []].append(event) }
    }

    func finish(_ job: VideoJob, _ outcome: JobOutcome) async {
        state.withLock { state in
            state.outcomes[job.name] = outcome
            state.finishCount += 1
        }
    }
}
