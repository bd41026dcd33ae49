import ArgumentParser
import Foundation
import Logging
import OmniZipBundle
import OmniZipFFmpeg
import OmniZipIngest
import OmniZipPreview

extension Logger.Level: @retroactive ExpressibleByArgument {}

/// `omnizip run`: videos in, bundles out.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Compress videos into token bundles.",
        discussion: """
            INPUT is a file or a folder, which is searched recursively. For each video the output folder gets \
            NAME.safetensors and NAME.json, and for all of them manifest.jsonl, failures.jsonl and summary.json. One \
            bad file never ends a run: it becomes a line of failures.jsonl. The same command goes on where a run \
            stopped, and does nothing again that is done; `omnizip status` tells how far it is. With --layout webdataset \
            bundles and documents lie in tar files that Python's webdataset package reads.
            """)

    @OptionGroup
    var inputs: SourceOptions

    @Option(name: [.long, .customShort("o")], help: ArgumentHelp("Output folder.", valueName: "dir"))
    var output: String

    @OptionGroup(title: "Work")
    var work: WorkOptions

    @OptionGroup(title: "Parameters")
    var parameters: ParameterOptions

    @OptionGroup
    var saliency: SaliencyOption

    @Flag(help: "Say what would be done, input by input; write nothing.")
    var dryRun = false

    @Option(help: "How progress is shown on standard error: auto, bar, json or none.")
    var progress = ProgressStyle.auto

    @Option(help: "Log lines on standard error: info, one a video and warning; debug, stage timings too.")
    var logLevel: Logger.Level?

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @Option(help: .hidden)
    var cpuFeatures: String?

    func run() async throws {
        try await CommandFailure.reported {
            try CPUFeatureOption.force(cpuFeatures)
            let batch = try Batch(try batchConfiguration(), sources: try inputs.sources())
            if dryRun { return try DryRunReport.print(of: batch, asJSON: json) }
            let watcher = SignalWatcher { batch.stop() }
            let outcome = try await work(batch)
            try report(outcome)
            if let number = watcher.receivedSignal { throw ProgramExit.interrupted(bySignal: number) }
            try exit(for: outcome)
        }
    }

    private func batchConfiguration() throws -> BatchConfiguration {
        guard !output.isEmpty else {
            throw ConfigurationError(
                code: .unwritableOutput, subject: "--output", message: "no folder is named; give one, such as bundles")
        }
        let settings = try parameters.settings()
        var configuration = BatchConfiguration(
            outputDirectory: URL(fileURLWithPath: output), ingest: settings.configuration)
        configuration.layout = settings.layout
        try saliency.apply(to: &configuration.ingest, inputs: inputs)
        try work.apply(to: &configuration, cpuFeatures: cpuFeatures)
        if let logLevel {
            configuration.logger = Logger(label: "omnizip") { StreamLogHandler.standardError(label: $0) }
            configuration.logger.logLevel = logLevel
        }
        return configuration
    }

    private struct Outcome {
        var batch: BatchOutcome
        /// The videos done by this run, as far as they are few enough to be listed.
        var listed: [ManifestLine]
    }

    private func work(_ batch: Batch) async throws -> Outcome {
        let progress = RunProgress(style: progress)
        let listed = ListedVideos()
        await progress.begin()
        do {
            let outcome = try await batch.run { event in
                await progress.note(event)
                await listed.note(event)
            }
            await progress.end()
            return Outcome(batch: outcome, listed: await listed.lines)
        } catch {
            await progress.end()
            throw error
        }
    }

    private func report(_ outcome: Outcome) throws {
        let report = RunReport(
            counts: outcome.batch.counts, summary: outcome.batch.summary, done: outcome.listed,
            failures: outcome.batch.failures)
        let overlap = try overlapLines(outcome.listed)
        try Terminal.print(outcome.batch.summary, asJSON: json, report: report.lines + overlap + ["output: \(output)"])
    }

    /// How far the plan without the given saliency agrees, as the document of the one video says.
    private func overlapLines(_ listed: [ManifestLine]) throws -> [String] {
        guard saliency.saliency != nil, !json, let line = listed.first,
            let summary = try? BundleDocument(path: output + "/" + line.document.path).saliency
        else { return [] }
        return [""] + OverlapReport(summary).lines
    }

    /// One file named by itself has the exit code of its failure; of several, some failed.
    private func exit(for outcome: Outcome) throws {
        guard let failure = outcome.batch.failures.first else { return }
        guard inputs.isOneFile else { throw ProgramExit.someFailed }
        throw failure.failureClass == .transient ? ProgramExit.transientFault : ProgramExit.unusableInput
    }
}
