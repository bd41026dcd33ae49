import Foundation
import OmniZipBundle
import OmniZipMedia

/// Hands out the videos of a run in their order and takes back what became of them: attempts, delays, records.
actor Scheduler: JobBoard {
    /// Jobs that wait for their next attempt.
    private struct Delayed {
        let job: VideoJob
        let due: ContinuousClock.Instant
    }

    private let catalog: Catalog
    private let outputFolder: String
    private let layout: any DatasetLayout
    private let policy: RetryPolicy
    private let decoderThreads: Int
    private let observe: @Sendable (BatchEvent) async -> Void
    private let pack: (@Sendable (_ shard: Int) async throws -> Void)?

    private var page: [CatalogEntry] = []
    private var cursor: CatalogCursor?
    private var isExhausted = false
    private var delayed: [Delayed] = []
    private var attempts: [NameKey: Int] = [:]
    private var working: Set<NameKey> = []
    /// The bundles that lay there before the first attempts of this run.
    private var bundlesBefore: [NameKey: FileStatus?] = [:]
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private var isStopped = false
    /// Inputs that were taken and have not come to their end, with their shards.
    private var open: [NameKey: Int] = [:]
    /// Shards of which inputs were taken, and that are not given to be packed.
    private var openShards: Set<Int> = []
    private var packing: Task<Void, Never>?

    /// What ended the run early: a full disk, a catalog that cannot be written.
    private(set) var fault: (any Error)?

    /// - Parameters:
    ///   - pack: Told of each shard whose inputs have all come to their end, one after the other; work goes on meanwhile.
    ///   - observe: Told of everything that happens; workers wait for it.
    init(
        catalog: Catalog, outputFolder: String, layout: any DatasetLayout, policy: RetryPolicy, decoderThreads: Int,
        pack: (@Sendable (_ shard: Int) async throws -> Void)? = nil,
        observe: @escaping @Sendable (BatchEvent) async -> Void
    ) {
        self.catalog = catalog
        self.outputFolder = outputFolder
        self.layout = layout
        self.policy = policy
        self.decoderThreads = decoderThreads
        self.pack = pack
        self.observe = observe
    }

    /// No further job is handed out.
    func stop() {
        isStopped = true
        wake()
    }

    /// Gives back what waits for another attempt: after a stop it is as pending as what was never begun.
    func release() {
        for waiting in delayed {
            do { try catalog.record(waiting.job.name, .interrupted, attempts: 0) } catch { end(with: error) }
        }
        delayed = []
    }

    func next() async -> VideoJob? {
        while !isStopped {
            do {
                if let job = try takeDelayed() ?? takePending() { return await started(job) }
            } catch let ended as EndedInput {
                await end(ended.name, ended.outcome, attempts: 1)
                continue
            } catch {
                end(with: error)
                break
            }
            // A video in work may come back for another attempt.
            guard !working.isEmpty || !delayed.isEmpty else { break }
            await somethingToHappen()
        }
        return nil
    }

    func note(_ event: JobEvent, of job: VideoJob) async { beat() }

    /// Notes that the run is alive, for those who look at its status.
    func beat() {
        do { try catalog.beat() } catch { end(with: error) }
    }

    func finish(_ job: VideoJob, _ outcome: JobOutcome) async {
        let count = attempts[NameKey(job.name)] ?? 1
        if case .failed(let failure) = outcome, let delay = policy.delaySeconds(after: failure, attempts: count) {
            working.remove(NameKey(job.name))
            await postpone(job, failure, seconds: delay)
        } else {
            await end(job.name, outcome, attempts: count)
            working.remove(NameKey(job.name))
        }
        wake()
    }

    // MARK: - Taking jobs

    /// An input that needs no worker.
    private struct EndedInput: Error {
        let name: String
        let outcome: JobOutcome
    }

    private func takeDelayed() throws -> VideoJob? {
        guard let first = delayed.first, first.due <= .now else { return nil }
        return delayed.removeFirst().job
    }

    private func takePending() throws -> VideoJob? {
        if page.isEmpty, !isExhausted {
            page = try catalog.pending(after: cursor, limit: 256).reversed()
            isExhausted = page.isEmpty
        }
        guard let entry = page.popLast() else {
            packFinished()
            return nil
        }
        cursor = entry.cursor
        open[NameKey(entry.input.name)] = entry.shard
        openShards.insert(entry.shard)
        let input = entry.input
        if let problem = input.problem { throw EndedInput(name: input.name, outcome: Self.failure(of: input, problem)) }
        if let reason = ContentSniffer.reasonToSkip(input) {
            throw EndedInput(name: input.name, outcome: .skipped(reason: reason))
        }
        return try job(for: input)
    }

    private static func failure(of input: IngestInput, _ problem: MediaError) -> JobOutcome {
        .failed(
            JobFailure(
                line: FailureLine(path: input.name, error: StagedError(stage: .index, underlying: problem)),
                fault: .input))
    }

    private func job(for input: IngestInput) throws -> VideoJob {
        let place = try layout.place(of: input.name)
        let rival = try OutputNaming.rivals(of: input.name).first { try catalog.isInput($0) }
        return VideoJob(
            path: input.path, name: input.name, part: input.part, outputFolder: place.folder,
            bundlePath: place.bundlePath, documentPath: place.documentPath, wasNamed: input.wasNamed,
            decoderThreads: decoderThreads, rival: layout.mirrorsInputs ? rival : nil)
    }

    private func started(_ job: VideoJob) async -> VideoJob {
        let attempt = (attempts[NameKey(job.name)] ?? 0) + 1
        attempts[NameKey(job.name)] = attempt
        if attempt == 1 { bundlesBefore[NameKey(job.name)] = .some(FileStatus(path: Self.bundle(of: job))) }
        working.insert(NameKey(job.name))
        do { try catalog.markRunning(job.name) } catch { end(with: error) }
        await observe(.started(name: job.name, attempt: attempt))
        return job
    }

    // MARK: - Ends

    private func postpone(_ job: VideoJob, _ failure: JobFailure, seconds: Double) async {
        let due = ContinuousClock.now + .seconds(seconds)
        delayed.append(Delayed(job: job, due: due))
        delayed.sort { $0.due < $1.due }
        await observe(.retrying(failure.line, delaySeconds: seconds))
    }

    private func end(_ name: String, _ outcome: JobOutcome, attempts count: Int) async {
        attempts[NameKey(name)] = nil
        let outcome = published(name, outcome, before: bundlesBefore.removeValue(forKey: NameKey(name)) ?? nil)
        do {
            let outcome = try listed(outcome)
            if case .failed(let failure) = outcome, failure.fault == .output,
                !OutputFolder.takesFiles(outputFolder)
            {
                // The next video would meet the same fault: this one stays pending, and the run ends.
                try catalog.record(name, .interrupted, attempts: count)
                return end(with: OutputFault(line: failure.line))
            }
            try catalog.record(name, outcome, attempts: count)
            guard let result = IngestResult(name: name, outcome: outcome, attempts: count) else { return }
            await observe(.finished(result))
        } catch {
            return end(with: error)
        }
        open[NameKey(name)] = nil
        packFinished()
    }

    private func listed(_ outcome: JobOutcome) throws -> JobOutcome {
        guard case .done(var video) = outcome else { return outcome }
        video.line = try layout.listed(video.line)
        return .done(video)
    }

    /// Waits until the shards that were given to be packed are packed.
    func finishPacking() async { await packing?.value }

    /// Inputs are taken shard by shard: those before the next one's, with nothing open, are finished.
    private func packFinished() {
        guard let pack, !isStopped else { return }
        let next = page.last?.shard ?? (isExhausted ? Int.max : cursor?.shard ?? 0)
        let busy = Set(open.values)
        for shard in openShards.sorted() where shard < next && !busy.contains(shard) {
            openShards.remove(shard)
            let before = packing
            packing = Task {
                await before?.value
                guard !isStopped else { return }
                do { try await pack(shard) } catch { end(with: error) }
            }
        }
    }

    /// A worker that died after it had published is no failure of its video; a bundle that lay there before is no work
    /// of its. One that died between bundle and document left half a result, which goes.
    private func published(_ name: String, _ outcome: JobOutcome, before: FileStatus?) -> JobOutcome {
        guard case .failed(let failure) = outcome, [.worker, .timeLimit].contains(failure.fault),
            let place = try? layout.place(of: name), let bundle = FileStatus(path: place.bundle), bundle != before
        else { return outcome }
        if let video = try? catalog.adopted(name) { return .done(video) }
        try? FileManager.default.removeItem(atPath: place.bundle)
        return outcome
    }

    private static func bundle(of job: VideoJob) -> String { job.outputFolder + "/" + job.bundlePath }

    private func end(with error: any Error) {
        fault = fault ?? error
        stop()
    }

    // MARK: - Waiting

    private func wake() {
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    private func somethingToHappen() async {
        if let due = delayed.first?.due {
            // Wakes everybody at that time; a wake too many does no harm.
            Task { [weak self] in
                try? await Task.sleep(until: due, clock: .continuous)
                await self?.wake()
            }
        }
        await withCheckedContinuation { waiters.append($0) }
    }
}
