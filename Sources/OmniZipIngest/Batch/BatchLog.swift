import Logging

/// The log lines of a run.
enum BatchLog {
    static func note(_ event: BatchEvent, to logger: Logger) {
        switch event {
        case .scanning: break
        case .scanned(let counts):
            logger.info("scanned", metadata: ["inputs": "\(counts.inputs)", "pending": "\(counts.pending)"])
        case .started(let name, let attempt):
            logger.debug("started", metadata: ["path": "\(name)", "attempt": "\(attempt)"])
        case .retrying(let line, let delaySeconds):
            logger.info(
                "retrying",
                metadata: ["path": "\(line.path)", "message": "\(line.message)", "after_seconds": "\(delaySeconds)"])
        case .finished(let result): note(result, to: logger)
        }
    }

    private static func note(_ result: IngestResult, to logger: Logger) {
        switch result.outcome {
        case .done(let video):
            logger.info("done", metadata: ["path": "\(result.name)"])
            let seconds = IngestStage.allCases.map { "\($0.rawValue) \(video.timings[$0.rawValue] ?? 0)" }
            logger.debug(
                "timings", metadata: ["path": "\(result.name)", "seconds": "\(seconds.joined(separator: ", "))"])
            for warning in video.warnings {
                logger.info("warning", metadata: ["path": "\(result.name)", "message": "\(warning.message)"])
            }
        case .failed(let line):
            logger.info("failed", metadata: ["path": "\(result.name)", "message": "\(line.message)"])
        case .skipped(let reason):
            logger.info("skipped", metadata: ["path": "\(result.name)", "reason": "\(reason)"])
        }
    }
}
