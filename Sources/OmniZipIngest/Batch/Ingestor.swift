import Foundation
import OmniZipBundle

/// Ingests videos into a folder of bundles.
///
///     let configuration = BatchConfiguration(outputDirectory: output)
///     for try await result in Ingestor(configuration).results(for: urls) { ... }
public struct Ingestor: Sendable {
    private let configuration: BatchConfiguration

    /// An ingestor with `configuration`; nothing is opened yet.
    public init(_ configuration: BatchConfiguration) {
        self.configuration = configuration
    }

    /// Ingests files and folders and yields each result when its bundle is published, in the order in which they end.
    /// What an earlier run into the same folder has done is not done again, and yields no result. After the last one
    /// `manifest.jsonl`, `failures.jsonl` and `summary.json` are written. A video that fails is a result, not an error.
    /// Workers wait for a caller that is slow; a caller that leaves its loop stops the run.
    ///
    /// - Throws: On iteration: `ConfigurationError` if the configuration or the inputs cannot be used, `BundleError` or
    ///   `OutputFault` if the output folder cannot be written.
    public func results(for urls: [URL]) -> AsyncThrowingStream<IngestResult, any Error> {
        let configuration = configuration
        let queue = ResultQueue(capacity: 16)
        let run = Task {
            do {
                let batch = try Batch(configuration, sources: InputSources(paths: urls.map(\.path)))
                _ = try await withTaskCancellationHandler {
                    try await batch.run { event in
                        if case .finished(let result) = event { await queue.put(result) }
                    }
                } onCancel: {
                    batch.stop()
                }
                await queue.end(nil)
            } catch {
                await queue.end(error)
            }
        }
        let handle = RunHandle(run, queue)
        return AsyncThrowingStream(unfolding: {
            try await withTaskCancellationHandler {
                try await queue.take()
            } onCancel: {
                handle.cancel()
            }
        })
    }

    /// Stops the run when the stream that reads it goes away.
    private final class RunHandle: Sendable {
        private let run: Task<Void, Never>
        private let queue: ResultQueue

        init(_ run: Task<Void, Never>, _ queue: ResultQueue) {
            self.run = run
            self.queue = queue
        }

        deinit { cancel() }

        func cancel() {
            run.cancel()
            // Workers that wait for the reader go on, and stop.
            Task { [queue] in await queue.abandon() }
        }
    }
}
