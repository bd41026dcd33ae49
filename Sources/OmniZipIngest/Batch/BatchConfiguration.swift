import Foundation
import Logging

/// How a batch of videos is ingested, and where its output goes.
public struct BatchConfiguration: Sendable {
    /// What decides the bytes of each bundle.
    public var ingest: IngestConfiguration
    /// The output folder; it is created where it does not exist.
    public var outputDirectory: URL
    /// Where a line a video goes: `info` for its end, `debug` for its stage timings. Silent unless it is set.
    public var logger = Logger(label: "omnizip") { _ in SwiftLogNoOpLogHandler() }

    /// A batch into `outputDirectory`.
    public init(outputDirectory: URL, ingest: IngestConfiguration = IngestConfiguration()) {
        self.outputDirectory = outputDirectory
        self.ingest = ingest
    }
}
