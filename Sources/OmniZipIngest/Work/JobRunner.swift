import Foundation
import OmniZipBundle
import OmniZipMedia

/// Does one job in this process: what a worker process and a run without isolation have in common.
struct JobRunner: Sendable {
    let ingestor: VideoIngestor

    /// Ingests the video of `job`; every way in which it may end is a value.
    ///
    /// - Parameters:
    ///   - observe: Told of each stage when it begins, and of the duration when it is known.
    ///   - shouldStop: Asked between windows and blocks of sound.
    func run(
        _ job: VideoJob, observe: @escaping @Sendable (JobEvent) -> Void = { _ in },
        shouldStop: @escaping @Sendable () -> Bool
    ) -> JobOutcome {
        let folder = URL(fileURLWithPath: job.outputFolder)
        let bundle = folder.appending(path: job.bundlePath).path
        var ingestor = ingestor
        ingestor.decoderThreads = job.decoderThreads
        ingestor.observe = observe
        do {
            try requireUsableName(job)
            try OutputFolder.requireOurs(
                bundlePath: job.bundlePath, documentPath: job.documentPath, in: job.outputFolder)
            try AtomicFile.createFolder(URL(fileURLWithPath: bundle).deletingLastPathComponent().path)
            let document = try ingestor.ingest(
                path: job.path, name: job.name, part: job.part, bundlePath: bundle,
                documentPath: folder.appending(path: job.documentPath).path, acceptsStills: job.wasNamed,
                shouldStop: shouldStop)
            let line = try DatasetFiles.manifestLine(
                path: job.name, bundlePath: job.bundlePath, documentPath: job.documentPath, folder: folder,
                document: document)
            return .done(CompletedVideo(line: line, warnings: document.warnings, timings: document.timings))
        } catch let error as StagedError {
            if error.underlying is CancellationError { return .interrupted }
            if let reason = PassedOver.reason(path: job.path, wasNamed: job.wasNamed, error: error.underlying) {
                return .skipped(reason: reason)
            }
            return .failed(failure(of: job, error))
        } catch {
            return .failed(failure(of: job, StagedError(stage: .publish, underlying: error)))
        }
    }

    /// What is no media needs no name, so that this is found out first.
    private func requireUsableName(_ job: VideoJob) throws {
        do throws(BundleError) {
            if let rival = job.rival { throw OutputNaming.taken(job.name, by: rival) }
            // In shards files are called by a digest, and only a tree's names must fit.
            let isMirrored = job.bundlePath == OutputNaming.bundlePath(of: job.name)
            if isMirrored || !OutputNaming.isInsideFolder(job.name) { try OutputNaming.requireUsable(job.name) }
        } catch {
            do throws(MediaError) {
                _ = try MediaProbe.probe(path: job.path, policy: ingestor.configuration.inputPolicy)
            } catch let mediaError {
                throw StagedError(stage: .index, underlying: mediaError)
            }
            throw error
        }
    }

    /// A full disk, or a file system that has become read-only, will meet the next video, too.
    private func failure(of job: VideoJob, _ error: StagedError) -> JobFailure {
        let number = (error.underlying as? BundleError)?.systemError
        let isOutput = number.map { [ENOSPC, EDQUOT, EROFS].contains($0) } ?? false
        return JobFailure(line: FailureLine(path: job.name, error: error), fault: isOutput ? .output : .input)
    }
}
