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

    /// Ingests files and folders one after the other, in byte order of their relative paths, and yields each result
    /// when its bundle is published. Work is done as the caller asks for the next result; after the last one
    /// `manifest.jsonl`, `failures.jsonl` and `summary.json` are written. A video that fails is a result, not an error.
    ///
    /// - Throws: On iteration: `ConfigurationError` if the configuration or the inputs cannot be used, `BundleError` if
    ///   the output folder cannot be written.
    public func results(for urls: [URL]) -> AsyncThrowingStream<IngestResult, any Error> {
        let configuration = configuration
        let batch = Batch.Lazy { try Batch(configuration, paths: urls.map(\.path)) }
        return AsyncThrowingStream { try await batch.next() }
    }
}

extension Batch {
    /// Makes the batch at the first request, so that its errors reach the caller's loop.
    actor Lazy {
        private let make: @Sendable () throws -> Batch
        private var batch: Batch?

        init(_ make: @escaping @Sendable () throws -> Batch) {
            self.make = make
        }

        func next() async throws -> IngestResult? {
            let batch = try self.batch ?? make()
            self.batch = batch
            return try await batch.next()
        }
    }
}
