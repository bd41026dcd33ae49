import Foundation
import Logging

/// How a batch of videos is ingested, and where its output goes.
public struct BatchConfiguration: Sendable {
    /// Where the catalog of a dataset lies.
    public enum CatalogPlace: Sendable, Hashable {
        /// `catalog.sqlite` in the output folder.
        case outputFolder
        /// A file elsewhere.
        case file(path: String)
        /// Nowhere: what is done is told from the output folder alone.
        case none
    }

    /// What decides the bytes of each bundle.
    public var ingest: IngestConfiguration
    /// The output folder; it is created where it does not exist.
    public var outputDirectory: URL
    /// Videos that are worked on at the same time, at least 1. Results do not depend on it.
    public var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Whether videos are decoded in processes of their own.
    public var isolation = Isolation.none
    /// Where the catalog lies.
    public var catalog = CatalogPlace.outputFolder
    /// What is done again that was done before.
    public var redo = RedoRules()
    /// How outputs lie in the folder; nil for the layout of the dataset that is there, and `tree` for a new one.
    public var layout: LayoutName?
    /// The part of all inputs that this run is to work on; nil for all.
    public var shard: ShardSelection?
    /// Where a line a video goes: `info` for its end, `debug` for its stage timings. Silent unless it is set.
    public var logger = Logger(label: "omnizip") { _ in SwiftLogNoOpLogHandler() }

    /// A batch into `outputDirectory`, without isolation.
    public init(outputDirectory: URL, ingest: IngestConfiguration = IngestConfiguration()) {
        self.outputDirectory = outputDirectory
        self.ingest = ingest
    }
}

/// Whether a video that brings its decoder down brings the run down.
public enum Isolation: Sendable {
    /// Videos are decoded in this process: for debugging, and for programs that use the library.
    case none
    /// Videos are decoded by child processes.
    case process(WorkerProgram, WorkerLimits)
}

/// What is done again that was done before.
public struct RedoRules: Sendable, Hashable {
    /// Every video.
    public var everything = false
    /// Videos that failed for good, though neither they nor the configuration changed.
    public var failures = false
    /// Videos whose bytes changed though size and time did not: every source is read for that.
    public var changedSources = false

    /// Nothing but what changed, and what failed by a fault that may have passed.
    public init() {}
}
