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
            bad file never ends a run: it becomes a line of failures.jsonl.
            """)

    @Argument(help: "Files and folders.")
    var input: [String]

    @Option(name: [.long, .customShort("o")], help: ArgumentHelp("Output folder.", valueName: "dir"))
    var output: String

    @OptionGroup(title: "Parameters")
    var parameters: ParameterOptions

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
            try forceFeatures()
            let configuration = try batchConfiguration()
            let batch = try Batch(configuration, paths: input)
            let watcher = SignalWatcher { batch.stop() }
            let outcome = try await work(batch)
            try await report(outcome, of: batch)
            if let number = watcher.receivedSignal { throw ProgramExit.interrupted(bySignal: number) }
            try exit(for: outcome, inputs: batch.inputs)
        }
    }

    private func batchConfiguration() throws -> BatchConfiguration {
        guard !output.isEmpty else {
            throw ConfigurationError(
                code: .unwritableOutput, subject: "--output", message: "no folder is named; give one, such as bundles")
        }
        var configuration = BatchConfiguration(
            outputDirectory: URL(fileURLWithPath: output), ingest: try parameters.configuration())
        if let logLevel {
            configuration.logger = Logger(label: "omnizip") { StreamLogHandler.standardError(label: $0) }
            configuration.logger.logLevel = logLevel
        }
        return configuration
    }

    private struct Outcome {
        var manifest: [ManifestLine] = []
        var failures: [FailureLine] = []
    }

    private func work(_ batch: Batch) async throws -> Outcome {
        var progress = RunProgress(style: progress, total: batch.inputs.count)
        defer { progress.end() }
        var outcome = Outcome()
        while let result = try await batch.next() {
            progress.note(result)
            switch result.outcome {
            case .done(let video): outcome.manifest.append(video.line)
            case .failed(let line): outcome.failures.append(line)
            case .skipped: break
            }
        }
        return outcome
    }

    private func report(_ outcome: Outcome, of batch: Batch) async throws {
        let summary = await batch.summary
        let report = RunReport(
            summary: summary, manifest: outcome.manifest, failures: outcome.failures,
            skippedCount: await batch.skippedCount)
        try Terminal.print(summary, asJSON: json, report: report.lines + ["output: \(output)"])
    }

    /// One file named by itself has the exit code of its failure; of several, some failed.
    private func exit(for outcome: Outcome, inputs: [IngestInput]) throws {
        guard let failure = outcome.failures.first else { return }
        guard inputs.count == 1, inputs[0].wasNamed else { throw ProgramExit.someFailed }
        throw failure.failureClass == .transient ? ProgramExit.transientFault : ProgramExit.unusableInput
    }

    /// For the proof that bundles do not depend on the processor.
    private func forceFeatures() throws {
        guard let cpuFeatures else { return }
        guard let features = CPUFeatures(rawValue: cpuFeatures) else {
            throw ConfigurationError(
                code: .invalidValue, subject: "cpu-features",
                message: "'\(cpuFeatures)' is not allowed: "
                    + CPUFeatures.allCases.map(\.rawValue).joined(separator: ", "))
        }
        features.force()
    }
}
