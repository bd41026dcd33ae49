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
            ledger.add(outcome, of: input.name)
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
        case .done(let video):
            logger.info("done", metadata: ["path": "\(video.line.path)"])
            let seconds = IngestStage.allCases.map { "\($0.rawValue) \(video.timings[$0.rawValue] ?? 0)" }
            logger.debug(
                "timings", metadata: ["path": "\(video.line.path)", "seconds": "\(seconds.joined(separator: ", "))"])
            for warning in video.warnings {
                logger.info("warning", metadata: ["path": "\(video.line.path)", "message": "\(warning.message)"])
            }
        case .failed(let line):
            logger.info("failed", metadata: ["path": "\(line.path)", "message": "\(line.message)"])
        case .skipped(let reason):
            logger.info("skipped", metadata: ["path": "\(input.name)", "reason": "\(reason)"])
        }
    }

    private func ingest(_ input: IngestInput) throws -> IngestResult.Outcome {
        if let problem = input.problem {
            return .failed(FailureLine(path: input.name, error: StagedError(stage: .index, underlying: problem)))
        }
        do {
            try claimName(of: input)
        } catch let error as StagedError {
            return .failed(FailureLine(path: input.name, error: error))
        } catch {
            return .failed(FailureLine(path: input.name, error: StagedError(stage: .publish, underlying: error)))
        }
        let job = VideoJob(
            path: input.path, name: input.name, part: input.part, outputFolder: output.path,
            bundlePath: OutputNaming.bundlePath(of: input.name), documentPath: OutputNaming.documentPath(of: input.name),
            wasNamed: input.wasNamed, decoderThreads: 1)
        switch JobRunner(ingestor: ingestor).run(job, shouldStop: { [stopFlag] in stopFlag.isSet }) {
        case .done(let video): return .done(video)
        case .failed(let failure): return .failed(failure.line)
        case .skipped(let reason): return .skipped(reason: reason)
        case .interrupted: throw CancellationError()
        }
    }

    /// Takes the names of the input's outputs; what is no media needs none, so that this is found out first.
    private func claimName(of input: IngestInput) throws {
        do throws(BundleError) {
            try naming.claim(input.name)
        } catch {
            do throws(MediaError) {
                _ = try MediaProbe.probe(path: input.path)
            } catch let mediaError {
                throw StagedError(stage: .index, underlying: mediaError)
            }
            throw error
        }
    }
}
