import ArgumentParser
import Foundation
import OmniZipIngest

/// Isolation as a flag names it.
enum IsolationName: String, ExpressibleByArgument, CaseIterable {
    case process
    case none
}

extension LayoutName: ExpressibleByArgument {}

extension ShardSelection: ExpressibleByArgument {
    /// Parses "I/N".
    public init?(argument: String) { self.init(argument) }
}

/// How a run does its work: results do not depend on any of this.
struct WorkOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Videos worked on at the same time (default: number of cores).", valueName: "n"))
    var jobs: Int?

    @Option(help: "process: videos are decoded in child processes, which may crash or hang; none: for debugging.")
    var isolation = IsolationName.process

    @Option(
        help: ArgumentHelp("Seconds that a video may take, besides twice its duration; 0: no limit.", valueName: "s"))
    var timeLimitSeconds: Double = 60

    @Option(help: ArgumentHelp("Memory that a worker may use, in MiB; 0: no limit.", valueName: "mib"))
    var memoryLimitMib: Int = 2048

    @Option(
        help: ArgumentHelp(
            "Where the catalog of what is done lies, or none (default: catalog.sqlite in the output folder).",
            valueName: "path"))
    var catalog: String?

    @Flag(help: "Do every video again.")
    var force = false

    @Flag(help: "Try again what failed for good.")
    var retryFailed = false

    @Flag(help: "Read every source to see whether its bytes changed; else size and time of change tell.")
    var verifySources = false

    @Option(
        help: ArgumentHelp(
            """
            tree: two files a video, in folders like the input's; webdataset: tar files of about a thousand videos. \
            (default: that of the dataset in the output folder, else tree)
            """, valueName: "layout"))
    var layout: LayoutName?

    @Option(
        help: ArgumentHelp(
            "Work on part I of N of the inputs, counted from 0; omnizip merge makes one dataset of all parts.",
            valueName: "i/n"))
    var shard: ShardSelection?

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs \(jobs): give 1 to 256") }
        guard timeLimitSeconds >= 0, timeLimitSeconds <= 1e7 else {
            throw ValidationError("--time-limit-seconds \(timeLimitSeconds): give 0 to 10000000")
        }
        guard memoryLimitMib == 0 || (64...1_048_576).contains(memoryLimitMib) else {
            throw ValidationError("--memory-limit-mib \(memoryLimitMib): give 64 to 1048576, or 0")
        }
    }

    /// Sets what the flags say.
    func apply(to configuration: inout BatchConfiguration, cpuFeatures: String?) throws(WorkerError) {
        if let jobs { configuration.jobs = jobs }
        switch catalog {
        case "none": configuration.catalog = .none
        case let path?: configuration.catalog = .file(path: path)
        case nil: break
        }
        configuration.redo.everything = force
        configuration.redo.failures = retryFailed
        configuration.redo.changedSources = verifySources
        configuration.shard = shard
        if let layout { configuration.layout = layout }
        switch isolation {
        case .none: configuration.isolation = .none
        case .process:
            var program = try WorkerProgram.current()
            if let cpuFeatures { program.arguments += ["--cpu-features", cpuFeatures] }
            configuration.isolation = .process(program, limits)
        }
    }

    private var limits: WorkerLimits {
        WorkerLimits(
            memoryBytes: memoryLimitMib == 0 ? nil : memoryLimitMib << 20,
            time: timeLimitSeconds == 0 ? nil : TimeLimit(baseSeconds: timeLimitSeconds))
    }
}
