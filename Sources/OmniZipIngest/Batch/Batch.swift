import Foundation
import Logging
import OmniZipBundle
import Synchronization

/// One run over inputs of any number: scan, work, lists. It goes on where an earlier one into the same folder stopped.
public final class Batch: Sendable {
    private let configuration: BatchConfiguration
    private let sources: InputSources
    private let ingestor: VideoIngestor
    private let stopFlag = StopFlag()
    /// What must be told of a stop while it works.
    private let atWork = Mutex<(crew: any Crew, scheduler: Scheduler)?>(nil)

    /// Checks what can be checked before any work.
    ///
    /// - Throws: `ConfigurationError` for a configuration that cannot be used and for inputs that are the output folder.
    public init(_ configuration: BatchConfiguration, sources: InputSources) throws {
        self.configuration = configuration
        var sources = sources
        sources.excludedFolder = configuration.outputDirectory.path
        self.sources = sources
        ingestor = try VideoIngestor(configuration: configuration.ingest)
        try OutputFolder.requireApart(configuration.outputDirectory.path, from: sources.paths)
    }

    /// SHA-256 of the effective configuration and the program's version.
    public var configSHA256: String { ingestor.configSHA256 }

    /// Asks the run to stop at the next window boundary: videos at hand are given up, what is done is kept.
    public func stop() {
        stopFlag.set()
        guard let atWork = atWork.withLock({ $0 }) else { return }
        atWork.crew.stop()
        Task { await atWork.scheduler.stop() }
    }

    /// Does the run: once for each batch.
    ///
    /// - Parameter observe: Told of everything that happens; workers wait for it.
    /// - Returns: What became of the inputs; complete also if the run was stopped.
    /// - Throws: `ConfigurationError` for inputs that cannot be used and an output folder that cannot be written;
    ///   `OutputFault`, `CatalogError` or `BundleError` if the run could not go on.
    public func run(observe: @escaping @Sendable (BatchEvent) async -> Void = { _ in }) async throws -> BatchOutcome {
        let folder = configuration.outputDirectory.path
        try OutputFolder.prepare(folder)
        let lock = try OutputLock(folder: folder, shard: configuration.shard)
        defer { withExtendedLifetime(lock) {} }
        let catalogLock = try lockCatalog()
        defer { withExtendedLifetime(catalogLock) {} }

        var dataset = try dataset()
        let catalog = try openCatalog(dataset)
        try dataset.fixShards(inputs: nil, in: catalog)
        try catalog.beginRun(rules(dataset.layout))
        try await scan(into: catalog, observe)
        let counts = try catalog.counts()
        if !stopFlag.isSet { try dataset.fixShards(inputs: counts.inputs, in: catalog) }
        await observe(.scanned(counts))
        var fault = try await work(through: catalog, dataset, pending: counts.pending, observe)
        if fault == nil, !stopFlag.isSet { fault = try leftOver(in: catalog) }
        do {
            let summary = try conclude(dataset, catalog, isComplete: fault == nil && !stopFlag.isSet)
            let outcome = BatchOutcome(
                counts: try catalog.counts(), summary: summary,
                failures: try catalog.failures(limit: BatchOutcome.mostFailures))
            try catalog.close()
            if let fault { throw fault }
            return outcome
        } catch {
            // What ended the run explains why the lists could not be written either.
            throw fault ?? error
        }
    }

    /// What a run would do, told input by input in its order; nothing is written.
    ///
    /// - Throws: as `run`.
    public func dryRun(_ tell: (PlannedInput) throws -> Void) throws -> RunCounts {
        let dataset = try dataset()
        let catalog = try Catalog.copy(of: catalogPath)
        try catalog.requireLayout(dataset.name)
        if case .file = configuration.catalog {
            let shard = configuration.shard.map { " \($0.label)" } ?? ""
            try catalog.requireOutput(configuration.outputDirectory.standardizedFileURL.path + shard)
        }
        try dataset.importLists(into: catalog)
        try catalog.beginRun(rules(dataset.layout))
        var scanner = try InputScanner(sources)
        while let page = try nextPage(&scanner) { try catalog.register(page) }
        try catalog.forEachInput(tell)
        return try catalog.counts()
    }

    // MARK: - Scan

    private static let pageSize = 1000

    private func scan(into catalog: Catalog, _ observe: @Sendable (BatchEvent) async -> Void) async throws {
        var scanner = try InputScanner(sources) { [stopFlag] in stopFlag.isSet }
        var found = 0
        while !stopFlag.isSet, let page = try nextPage(&scanner) {
            try catalog.register(page)
            found += page.count
            await observe(.scanning(found: found))
        }
        for note in scanner.notes { configuration.logger.notice("\(note)") }
    }

    /// The next inputs of this run's shard; nil after the last.
    private func nextPage(_ scanner: inout InputScanner) throws -> [IngestInput]? {
        var page: [IngestInput] = []
        while page.count < Self.pageSize, let input = try scanner.next() {
            if try configuration.shard?.contains(input.name) ?? true { page.append(input) }
        }
        return page.isEmpty ? nil : page
    }

    // MARK: - Work

    private func work(
        through catalog: Catalog, _ dataset: DatasetRun, pending: Int,
        _ observe: @escaping @Sendable (BatchEvent) async -> Void
    ) async throws -> (any Error)? {
        // One decoder thread a video, unless a lone video would leave a core idle.
        let threads = pending == 1 ? min(2, configuration.jobs) : 1
        let logger = configuration.logger
        guard pending > 0, !stopFlag.isSet else { return nil }
        if dataset.shards != nil { try catalog.indexShards() }
        let scheduler = Scheduler(
            catalog: catalog, outputFolder: configuration.outputDirectory.path, layout: dataset.layout,
            policy: RetryPolicy(), decoderThreads: threads, pack: keeper(of: dataset, catalog)?.packApart
        ) {
            BatchLog.note($0, to: logger)
            await observe($0)
        }
        let crew = try crew(slots: min(configuration.jobs, pending), catalog)
        atWork.withLock { $0 = (crew, scheduler) }
        defer { atWork.withLock { $0 = nil } }
        // A stop that came before the crew was known.
        if stopFlag.isSet { stop() }
        let clock = Task {
            while (try? await Task.sleep(for: .seconds(5))) != nil { await scheduler.beat() }
        }
        defer { clock.cancel() }
        do {
            try await crew.work(on: scheduler)
            await scheduler.release()
        } catch {
            await scheduler.stop()
            await scheduler.release()
            await scheduler.finishPacking()
            return await scheduler.fault ?? error
        }
        await scheduler.finishPacking()
        return await scheduler.fault
    }

    private func keeper(of dataset: DatasetRun, _ catalog: Catalog) -> ShardKeeper? {
        dataset.shards.map { ShardKeeper(catalog: catalog, layout: $0, configSHA256: ingestor.configSHA256) }
    }

    private func crew(slots: Int, _ catalog: Catalog) throws -> any Crew {
        switch configuration.isolation {
        case .none: return LocalCrew(ingestor: ingestor, jobs: slots)
        case .process(let program, let limits):
            return ProcessCrew(
                program: program, configuration: ingestor.configuration,
                options: .init(jobs: slots, limits: limits, sandbox: try sandbox(for: catalog)),
                logger: configuration.logger)
        }
    }

    /// Workers read what the user named and what pending inputs lead to through links, and write the output folder.
    private func sandbox(for catalog: Catalog) throws -> Sandbox {
        var roots = SandboxRoots()
        for path in sources.paths {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            roots.add(path, isFolder: isFolder.boolValue)
        }
        if let saliency = configuration.ingest.saliency { roots.add(saliency.path, isFolder: false) }
        try catalog.forEachPendingPath { roots.add($0, isFolder: false) }
        return Sandbox(readable: roots.roots, writable: [configuration.outputDirectory.path])
    }

    // MARK: - Dataset

    private func dataset() throws -> DatasetRun {
        try DatasetRun(
            folder: configuration.outputDirectory.path, layout: configuration.layout, shard: configuration.shard)
    }

    /// Packs what is left to be packed and writes the lists. A run that did not come to its end leaves shards, and the
    /// lists made of them, as they are.
    private func conclude(_ dataset: DatasetRun, _ catalog: Catalog, isComplete: Bool) throws -> RunSummary {
        guard dataset.name == .webdataset else {
            // What has no stats is not finished.
            if dataset.shard != nil {
                try? FileManager.default.removeItem(atPath: dataset.folder + "/" + dataset.rootLists.summary)
            }
            return try catalog.writeLists(
                to: dataset.folder, as: dataset.rootLists, isComplete: isComplete || dataset.shard == nil)
        }
        guard isComplete, let keeper = keeper(of: dataset, catalog) else { return try catalog.summarize() }
        try catalog.indexShards()
        for shard in dataset.ownShards where !stopFlag.isSet { try keeper.pack(shard) }
        guard !stopFlag.isSet, dataset.shard == nil else { return try catalog.summarize() }
        // Its parts are gone; other files in it are not ours.
        rmdir(dataset.folder + "/" + WebDatasetLayout.stagingFolder)
        return try catalog.writeLists(to: dataset.folder) { _ in true }
    }

    // MARK: - Catalog

    private var catalogPath: String? {
        switch configuration.catalog {
        case .none: nil
        case .file(let path): path
        case .outputFolder:
            configuration.outputDirectory.path + "/"
                + (configuration.shard.map { "\($0.label).catalog.sqlite" } ?? "catalog.sqlite")
        }
    }

    /// A catalog of its own place serves one run at a time, whatever the output folder.
    private func lockCatalog() throws -> RunLock? {
        guard case .file(let path) = configuration.catalog else { return nil }
        let url = URL(fileURLWithPath: path)
        return try RunLock(
            folder: url.deletingLastPathComponent().path, name: ".\(url.lastPathComponent).lock",
            purpose: "lock catalog")
    }

    /// A run that ends of itself leaves nothing to be done: whatever the reason, what is left must not pass for done.
    private func leftOver(in catalog: Catalog) throws -> CatalogError? {
        let counts = try catalog.counts()
        let left = counts.pending + counts.running
        guard left > 0 else { return nil }
        return CatalogError(
            code: .busy, operation: "end run", path: catalogPath, cause: "\(left) inputs were not worked on",
            remedy: "run again")
    }

    private func openCatalog(_ dataset: DatasetRun) throws -> Catalog {
        let catalog = try Catalog(catalogPath.map { .file(path: $0) } ?? .temporary)
        try catalog.requireLayout(dataset.name)
        if case .file = configuration.catalog {
            let shard = configuration.shard.map { " \($0.label)" } ?? ""
            try catalog.requireOutput(configuration.outputDirectory.standardizedFileURL.path + shard)
        }
        try dataset.importLists(into: catalog)
        return catalog
    }

    private func rules(_ layout: any DatasetLayout) -> ResumeRules {
        ResumeRules(
            outputFolder: configuration.outputDirectory.path, configSHA256: ingestor.configSHA256,
            force: configuration.redo.everything, retryFailed: configuration.redo.failures,
            verifySources: configuration.redo.changedSources, layout: layout)
    }
}
