import Foundation
import Logging
import OmniZipBundle
import OmniZipFFmpeg
import OmniZipMedia

/// One run over a list of inputs: each call of `next` ingests one of them.
public actor Batch {
    /// The inputs in the order of their processing.
    public nonisolated let inputs: [IngestInput]
    private let ingestor: VideoIngestor
    private let output: URL
    private let logger: Logger
    private let stopFlag = StopFlag()
    private var position = 0
    private var naming = OutputNaming()
    private var ledger: RunLedger
    private var isFinished = false

    /// Finds the inputs and prepares the output folder.
    ///
    /// - Throws: `ConfigurationError` for inputs or a configuration that cannot be used and for an output folder that
    ///   cannot be created or written.
    public init(_ configuration: BatchConfiguration, paths: [String]) throws {
        ingestor = try VideoIngestor(configuration: configuration.ingest)
        output = configuration.outputDirectory
        logger = configuration.logger
        try OutputFolder.requireApart(output.path, from: paths)
        inputs = try InputDiscovery.inputs(at: paths, excluding: output.path)
        try OutputFolder.prepare(output.path)
        ledger = try RunLedger(folder: output.path, configSHA256: ingestor.configSHA256)
    }

    /// Ingests the next input; nil after the last one, when the run's lists are written.
    public func next() throws -> IngestResult? {
        if stopFlag.isSet || Task.isCancelled || position == inputs.count {
            try finish()
            return nil
        }
        let input = inputs[position]
        position += 1
        do {
            let outcome = try ingest(input)
            ledger.add(outcome, of: input.relativePath)
            log(outcome, of: input)
            return IngestResult(input: input, outcome: outcome)
        } catch is CancellationError {
            try finish()
            return nil
        }
    }

    /// Asks the batch to stop at the next window boundary; the video at hand is given up, what is done is kept.
    public nonisolated func stop() { stopFlag.set() }

    /// Totals of what was done so far.
    public var summary: RunSummary { ledger.summary }

    /// Files of input folders that are no media.
    public var skippedCount: Int { ledger.skippedCount }

    private func finish() throws {
        guard !isFinished else { return }
        isFinished = true
        try ledger.write()
    }

    private func log(_ outcome: IngestResult.Outcome, of input: IngestInput) {
        switch outcome {
        case .done(let line, let document):
            logger.info("done", metadata: ["path": "\(line.path)", "kept": "\(document.counts.block.kept)"])
            let seconds = IngestStage.allCases.map { "\($0.rawValue) \(document.timings[$0.rawValue] ?? 0)" }
            logger.debug(
                "timings", metadata: ["path": "\(line.path)", "seconds": "\(seconds.joined(separator: ", "))"])
            for warning in document.warnings {
                logger.info("warning", metadata: ["path": "\(line.path)", "message": "\(warning.message)"])
            }
        case .failed(let line):
            logger.info("failed", metadata: ["path": "\(line.path)", "message": "\(line.message)"])
        case .skipped(let reason):
            logger.info("skipped", metadata: ["path": "\(input.relativePath)", "reason": "\(reason)"])
        }
    }

    private func ingest(_ input: IngestInput) throws -> IngestResult.Outcome {
        let bundlePath = OutputNaming.bundlePath(of: input.relativePath)
        let documentPath = OutputNaming.documentPath(of: input.relativePath)
        do {
            try Self.requireListed(input)
            try claimName(of: input)
            try OutputFolder.requireOurs(bundlePath: bundlePath, documentPath: documentPath, in: output.path)
            try AtomicFile.createFolder(output.appending(path: bundlePath).deletingLastPathComponent().path)
            let document = try ingestor.ingest(
                path: input.path, name: input.relativePath, bundlePath: output.appending(path: bundlePath).path,
                documentPath: output.appending(path: documentPath).path, acceptsStills: input.wasNamed,
                shouldStop: { [stopFlag] in stopFlag.isSet })
            let line = try DatasetFiles.manifestLine(
                path: input.relativePath, bundlePath: bundlePath, documentPath: documentPath, folder: output,
                document: document)
            return .done(line, document)
        } catch let error as StagedError {
            if error.underlying is CancellationError { throw CancellationError() }
            if let reason = skipReason(input, error.underlying) { return .skipped(reason: reason) }
            return .failed(FailureLine(path: input.relativePath, error: error))
        } catch {
            return .failed(
                FailureLine(path: input.relativePath, error: StagedError(stage: .publish, underlying: error)))
        }
    }

    private static func requireListed(_ input: IngestInput) throws(StagedError) {
        guard input.isUnreadableFolder else { return }
        throw StagedError(
            stage: .index,
            underlying: MediaError(
                code: .permissionDenied, operation: "list folder", path: input.path,
                cause: "The folder cannot be listed", remedy: "check the permissions of the folder"))
    }

    /// Takes the names of the input's outputs; what is no media needs none, so that this is found out first.
    private func claimName(of input: IngestInput) throws {
        do throws(BundleError) {
            try naming.claim(input.relativePath)
        } catch {
            do throws(MediaError) {
                _ = try MediaProbe.probe(path: input.path)
            } catch let mediaError {
                throw StagedError(stage: .index, underlying: mediaError)
            }
            throw error
        }
    }

    /// A file of a folder that neither is media nor promises it by its name is passed over.
    private func skipReason(_ input: IngestInput, _ error: any Error) -> String? {
        guard !input.wasNamed, !MediaNames.promiseMedia(input.path), let error = error as? MediaError,
            [.notMedia, .noStreams, .notAFile].contains(error.code)
        else { return nil }
        return error.cause
    }
}
