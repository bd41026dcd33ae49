import Foundation
import OmniZipBundle
import OmniZipMedia
import OmniZipTestSupport
import Synchronization
import Testing

@testable import OmniZipIngest

@Suite struct SchedulerTests {
    private let folder: TemporaryFolder
    private let catalog: Catalog

    init() throws {
        folder = try TemporaryFolder()
        catalog = try Catalog(.temporary)
        try catalog.beginRun(ResumeRules(outputFolder: folder.path, configSHA256: SampleDataset.digest))
    }

    private func register(_ names: [String], wasNamed: Bool = true) throws {
        try catalog.register(
            names.map { IngestInput(path: folder.path("in/\($0)"), name: $0, wasNamed: wasNamed) })
    }

    private func line(_ name: String, _ failureClass: FailureClass, message: String = "m") -> FailureLine {
        FailureLine(
            path: name, failureClass: failureClass, stage: "video", code: "c", message: message, hint: nil,
            attempts: 1)
    }

    private func failed(_ name: String, _ failureClass: FailureClass, _ fault: JobFailure.Fault = .input) -> JobOutcome
    {
        .failed(JobFailure(line: line(name, failureClass), fault: fault))
    }

    /// What the scheduler told, in order.
    private final class Diary: Sendable {
        let entries = Mutex<[String]>([])

        func note(_ event: BatchEvent) {
            let text: String? =
                switch event {
                case .started(let name, let attempt): "start \(name) \(attempt)"
                case .retrying(let line, _): "retry \(line.path)"
                case .finished(let result):
                    switch result.outcome {
                    case .done: "done \(result.name)"
                    case .failed(let line): "failed \(result.name) \(line.attempts)"
                    case .skipped: "skipped \(result.name)"
                    }
                case .scanning, .scanned: nil
                }
            if let text { entries.withLock { $0.append(text) } }
        }
    }

    private func scheduler(_ diary: Diary, outputFolder: String? = nil) -> Scheduler {
        Scheduler(
            catalog: catalog, outputFolder: outputFolder ?? folder.path, layout: TreeLayout(folder: folder.path),
            policy: RetryPolicy(firstDelaySeconds: 0.01, growth: 2), decoderThreads: 1
        ) { diary.note($0) }
    }

    /// `workers` workers that take what they get and answer as `answer` says.
    private func drive(
        _ scheduler: Scheduler, workers: Int = 1, answer: @escaping @Sendable (VideoJob) async -> JobOutcome
    ) async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask {
                    while let job = await scheduler.next() { await scheduler.finish(job, await answer(job)) }
                }
            }
        }
    }

    @Test func jobsComeInByteOrderAndEachOnce() async throws {
        try register(["b", "a/z", "a.mp4", "\u{e9}", "Z"])
        let diary = Diary()
        await drive(scheduler(diary)) { job in failed(job.name, .permanent) }
        let starts = diary.entries.withLock { $0.filter { $0.hasPrefix("start") } }
        #expect(starts == ["start Z 1", "start a.mp4 1", "start a/z 1", "start b 1", "start \u{e9} 1"])
        #expect(try catalog.counts().failed == 5)
    }

    @Test func transientFaultsAreTriedThreeTimesAndTheAttemptsTold() async throws {
        try register(["a", "b"])
        let diary = Diary()
        await drive(scheduler(diary), workers: 2) { job in
            failed(job.name, job.name == "a" ? .transient : .permanent)
        }
        let entries = diary.entries.withLock { $0 }
        #expect(
            entries.filter { $0.hasSuffix(" a") || $0.contains(" a ") } == [
                "start a 1", "retry a", "start a 2", "retry a", "start a 3", "failed a 3",
            ])
        #expect(entries.contains("failed b 1"))
        let summary = try catalog.writeLists(to: folder.path)
        #expect(summary.failedTransiently == 1 && summary.failedPermanently == 1)
        let lines = try JSONLines.read(FailureLine.self, path: folder.path("failures.jsonl"))
        #expect(lines.map(\.attempts) == [3, 1])
    }

    /// Pain: one bad item that aborts the job (Ray 48419); and its opposite, a disk on which nothing can succeed.
    @Test func aFullDiskEndsTheRunAndLeavesTheRestPending() async throws {
        try register(["a", "b", "c"])
        let diary = Diary()
        let scheduler = scheduler(diary, outputFolder: folder.path("gone"))
        await drive(scheduler) { job in failed(job.name, .transient, .output) }
        #expect(await scheduler.fault is OutputFault)
        await scheduler.release()
        let counts = try catalog.counts()
        #expect(counts.pending == 3 && counts.failed == 0)
    }

    /// One bundle that is larger than what is free must not keep the small ones from being made.
    @Test func aVideoThatIsTooLargeForTheDiskFailsAlone() async throws {
        try register(["a", "b"])
        let scheduler = scheduler(Diary())
        await drive(scheduler) { job in
            job.name == "a" ? failed(job.name, .transient, .output) : failed(job.name, .permanent)
        }
        #expect(await scheduler.fault == nil)
        #expect(try catalog.counts().failed == 2)
    }

    /// A worker that is stopped between bundle and document leaves no bundle that nothing lists.
    @Test func halfAResultOfADeadWorkerIsTakenAway() async throws {
        try register(["a.mp4", "b.mp4"])
        let bundles = ["a.mp4", "b.mp4"].map { folder.path($0 + ".safetensors") }
        try Data("before".utf8).write(to: URL(fileURLWithPath: bundles[1]))
        await drive(scheduler(Diary())) { job in
            if job.name == "a.mp4" { try? Data("half".utf8).write(to: URL(fileURLWithPath: bundles[0])) }
            return failed(job.name, .permanent, .timeLimit)
        }
        #expect(!FileManager.default.fileExists(atPath: bundles[0]))
        #expect(FileManager.default.fileExists(atPath: bundles[1]), "what lay there before is not the worker's")
        #expect(try catalog.counts().failed == 2)
    }

    /// What lay there before a worker died is no work of its.
    @Test func anEarlierBundleIsNotTakenForThatOfADeadWorker() async throws {
        var sample = try SampleDataset(["a.mp4"])
        sample.failures = []
        let catalog = try Catalog(.temporary)
        let line = sample.manifest[0]
        try sample.folder.write(Data(count: line.sourceBytes), to: "in/a.mp4")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: sample.folder.path("in/a.mp4"))
        try catalog.beginRun(
            ResumeRules(outputFolder: sample.folder.path, configSHA256: line.configSHA256, force: true))
        try catalog.register([IngestInput(path: sample.folder.path("in/a.mp4"), name: "a.mp4", wasNamed: true)])
        #expect(try catalog.adopted("a.mp4") != nil, "the bundle fits, or this test shows nothing")
        let layout = TreeLayout(folder: sample.folder.path)
        let scheduler = Scheduler(
            catalog: catalog, outputFolder: sample.folder.path, layout: layout, policy: RetryPolicy(),
            decoderThreads: 1, observe: { _ in })
        await drive(scheduler) { job in failed(job.name, .transient, .timeLimit) }
        #expect(try catalog.counts().failed == 1)
    }

    @Test func stoppingHandsOutNothingMoreAndInterruptedVideosStayPending() async throws {
        try register(["a", "b", "c"])
        let scheduler = scheduler(Diary())
        await drive(scheduler) { job in
            await scheduler.stop()
            return .interrupted
        }
        #expect(try catalog.counts().pending == 3)
    }

    @Test func stoppingWakesWorkersThatWaitForARetry() async throws {
        try register(["a"])
        let scheduler = Scheduler(
            catalog: catalog, outputFolder: folder.path, layout: TreeLayout(folder: folder.path),
            policy: RetryPolicy(firstDelaySeconds: 3600),
            decoderThreads: 1, observe: { _ in })
        let job = try #require(await scheduler.next())
        await scheduler.finish(job, failed("a", .transient))
        async let next = scheduler.next()
        await scheduler.stop()
        #expect(await next == nil)
        await scheduler.release()
        #expect(try catalog.counts().failed == 0)
        #expect(try catalog.counts().pending == 1)
    }

    @Test func whatCannotBeOpenedFailsWithoutAWorker() async throws {
        let problem = MediaError(code: .permissionDenied, operation: "list folder", path: "x", cause: "no", remedy: nil)
        try catalog.register([IngestInput(path: folder.path("x"), name: "x", wasNamed: true, problem: problem)])
        let diary = Diary()
        await drive(scheduler(diary)) { _ in .interrupted }
        #expect(diary.entries.withLock { $0 } == ["failed x 1"])
    }

    @Test func plainTextInAFolderNeedsNoWorker() async throws {
        try folder.write("just some notes\n", to: "in/notes.txt")
        try register(["notes.txt"], wasNamed: false)
        let diary = Diary()
        await drive(scheduler(diary)) { _ in .interrupted }
        #expect(diary.entries.withLock { $0 } == ["skipped notes.txt"])
        #expect(try catalog.counts().skipped == 1)
    }

    @Test func aFolderCalledLikeAnOutputGivesWay() async throws {
        try register(["a", "a.json/b", "c.json/d"])
        let rivals = Mutex<[String?]>([])
        await drive(scheduler(Diary())) { job in
            rivals.withLock { $0.append(job.rival) }
            return .interrupted
        }
        #expect(rivals.withLock { $0 } == [nil, "a", nil])
    }

    /// Swift takes both names for equal, file systems do not.
    @Test func namesThatUnicodeTakesForEqualAreTwoVideos() async throws {
        let names = ["caf\u{e9}", "caf\u{65}\u{301}"]
        try register(names)
        let scheduler = scheduler(Diary())
        let jobs = [try #require(await scheduler.next()), try #require(await scheduler.next())]
        #expect(Set(jobs.map { Array($0.name.utf8) }) == Set(names.map { Array($0.utf8) }))
        await scheduler.finish(jobs[0], failed(jobs[0].name, .permanent))
        // The other is still in work and may come back: a worker that asks must wait for it.
        async let next = scheduler.next()
        try await Task.sleep(for: .milliseconds(50))
        await scheduler.finish(jobs[1], failed(jobs[1].name, .transient))
        let again = try #require(await next)
        #expect(Array(again.name.utf8) == Array(jobs[1].name.utf8))
        await scheduler.finish(again, failed(again.name, .permanent))
        #expect(try catalog.counts().failed == 2)
    }

    /// Many workers, random outcomes: every input ends once, and none is lost or worked on twice at a time.
    @Test func nothingIsLostAmongManyWorkers() async throws {
        try register((0..<300).map { "v\($0)" })
        let diary = Diary()
        let busy = Mutex<Set<String>>([])
        await drive(scheduler(diary), workers: 9) { job in
            #expect(busy.withLock { $0.insert(job.name).inserted })
            await Task.yield()
            let number = Int(job.name.dropFirst()) ?? 0
            _ = busy.withLock { $0.remove(job.name) }
            return failed(job.name, number % 7 == 0 ? .transient : .permanent)
        }
        let ends = diary.entries.withLock { $0.filter { $0.hasPrefix("failed") } }
        #expect(Set(ends).count == 300 && ends.count == 300)
        #expect(try catalog.counts().failed == 300)
    }
}
