import OmniZipBundle
import OmniZipTestSupport
import Synchronization
import Testing

@testable import OmniZipIngest

/// When the scheduler gives shards to be packed.
@Suite struct ShardOrderTests {
    private static let shardCount = 7
    private let folder: TemporaryFolder
    private let layout: WebDatasetLayout
    private let catalog: Catalog

    init() throws {
        folder = try TemporaryFolder()
        layout = WebDatasetLayout(folder: folder.path, shardCount: Self.shardCount)
        catalog = try Catalog(.temporary)
        try catalog.beginRun(
            ResumeRules(outputFolder: folder.path, configSHA256: SampleDataset.digest, layout: layout))
        try catalog.register(
            (0..<60).map { IngestInput(path: folder.path("in/v\($0)"), name: "v\($0)", wasNamed: true) })
    }

    /// Ends and packings, in their order.
    private final class Diary: Sendable {
        let ended = Mutex<Set<String>>([])
        let packed = Mutex<[Int]>([])
    }

    private func names(ofShard shard: Int) throws -> Set<String> {
        Set(try (0..<60).map { "v\($0)" }.filter { try layout.shard(of: $0) == shard })
    }

    private func work(
        workers: Int, _ diary: Diary, pack: @escaping @Sendable (Int) throws -> Void = { _ in },
        answer: @escaping @Sendable (VideoJob, Scheduler) async -> JobOutcome
    ) async -> Scheduler {
        let scheduler = Scheduler(
            catalog: catalog, outputFolder: "/", layout: layout, policy: RetryPolicy(firstDelaySeconds: 0.001),
            decoderThreads: 1,
            pack: { shard in
                try pack(shard)
                diary.packed.withLock { $0.append(shard) }
            },
            observe: { event in
                if case .finished(let result) = event { _ = diary.ended.withLock { $0.insert(result.name) } }
            })
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask {
                    while let job = await scheduler.next() {
                        await scheduler.finish(job, await answer(job, scheduler))
                    }
                }
            }
        }
        await scheduler.finishPacking()
        return scheduler
    }

    private static func failed(_ name: String, _ kind: FailureClass = .permanent) -> JobOutcome {
        CatalogFolders.failed(name, kind)
    }

    @Test func eachShardIsPackedOnceWhenItsLastVideoHasEnded() async throws {
        let diary = Diary()
        let wanted = try (0..<Self.shardCount).map { try names(ofShard: $0) }
        let early = Mutex<[Int]>([])
        let scheduler = await work(workers: 5, diary) { shard in
            let isWhole = diary.ended.withLock { wanted[shard].isSubset(of: $0) }
            if !isWhole { early.withLock { $0.append(shard) } }
        } answer: { job, _ in
            await Task.yield()
            return Self.failed(job.name, job.name.hasSuffix("3") ? .transient : .permanent)
        }
        #expect(await scheduler.fault == nil)
        #expect(early.withLock { $0 } == [])
        #expect(diary.packed.withLock { $0.sorted() } == Array(0..<Self.shardCount))
    }

    @Test func aShardWithAnInterruptedVideoIsNotPacked() async throws {
        let diary = Diary()
        _ = await work(workers: 1, diary) { job, _ in
            job.name == "v7" ? .interrupted : Self.failed(job.name)
        }
        let left = try layout.shard(of: "v7")
        #expect(diary.packed.withLock { $0.sorted() } == (0..<Self.shardCount).filter { $0 != left })
    }

    @Test func aShardThatCannotBePackedEndsTheRun() async throws {
        let diary = Diary()
        let scheduler = await work(workers: 1, diary) { shard in
            if shard == 2 { throw BundleError(code: .inconsistent, operation: "pack", path: "p", cause: "c") }
        } answer: { job, _ in
            // Packing is given the time to fail.
            try? await Task.sleep(for: .milliseconds(5))
            return Self.failed(job.name)
        }
        #expect(await scheduler.fault is BundleError)
        #expect(diary.packed.withLock { $0 } == [0, 1])
        #expect(try catalog.counts().pending > 0)
    }
}
