import ArgumentParser
import Foundation
import OmniZipBundle
import OmniZipIngest
import OmniZipPreview

/// `omnizip preview`: what would be pruned, and what a bundle has pruned.
struct PreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Show what would be pruned, what it saves and what it loses.",
        discussion: """
            Writes no bundle. One video is looked at in full: tokens, cost, what is lost, and a timeline of windows. \
            Folders, lists and several inputs give a line a video, planned from index and sound alone. --html writes a \
            page that opens from disk; for folders an overview with a page a video beside it. --from shows what a bundle \
            holds. With --max-tokens, exit code 1 says that a video does not fit.
            """)

    @OptionGroup
    var inputs: SourceOptions

    @Option(help: ArgumentHelp("Show what a bundle holds instead (NAME.safetensors).", valueName: "bundle"))
    var from: String?

    @Option(
        help: ArgumentHelp("The video that the bundle of --from was made of: adds what is lost.", valueName: "file"))
    var video: String?

    @OptionGroup(title: "Preview")
    var flags: PreviewFlags

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("Write a page: one file, nothing is fetched.", valueName: "file"))
    var html: String?

    @Option(help: "Order of the lines of folders: \(FolderOrder.allCases.map(\.rawValue).joined(separator: ", ")).")
    var sort: FolderOrder?

    @Option(help: ArgumentHelp("Videos looked at at the same time (default: number of cores).", valueName: "n"))
    var jobs: Int?

    @OptionGroup(title: "Parameters")
    var parameters: ParameterOptions

    @OptionGroup
    var saliency: SaliencyOption

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs \(jobs): give 1 to 256") }
        if video != nil, from == nil { throw ValidationError("--video goes with --from BUNDLE.") }
        if from != nil, !inputs.input.isEmpty || !inputs.list.isEmpty {
            throw ValidationError("Give either inputs or --from BUNDLE.")
        }
        if from != nil, saliency.saliency != nil {
            throw ValidationError("--saliency does not go with --from BUNDLE, whose saliency is its own.")
        }
        if from != nil { try flags.requireUsed(withVideo: video != nil) }
        if html == "" { throw ValidationError("--html: name a file") }
    }

    func run() async throws {
        try await CommandFailure.reported {
            let stop = PreviewStop()
            let watcher = SignalWatcher { stop.set() }
            do {
                if let from {
                    try previewBundle(from, stop)
                } else if inputs.isOneFile {
                    try previewOne(inputs.input[0], stop)
                } else {
                    try await previewMany(stop)
                }
            } catch  where watcher.receivedSignal != nil {
                throw ProgramExit.interrupted(bySignal: watcher.receivedSignal ?? SIGINT)
            }
        }
    }

    private static func unused(_ message: String) -> ConfigurationError {
        ConfigurationError(code: .conflictingInputs, subject: "preview", message: message)
    }

    private func previewBundle(_ path: String, _ stop: PreviewStop) throws {
        // Without the video nothing is compared.
        let given = video == nil ? parameters : parametersWithoutSeed
        let seed = video == nil ? nil : parameters.seed
        let options = try flags.options(isFolder: false, makesPage: html != nil, seed: seed)
        guard sort == nil, jobs == nil else { throw Self.unused("--sort and --jobs are for several videos") }
        let input = try given.inputAlone(for: "--from BUNDLE, whose parameters are its own")
        let previewer = try BundlePreviewer(path: path, options: options, input: input)
        let meter = PreviewMeter()
        defer { meter.end() }
        let preview = try video.map { video in
            try previewer.preview(video: video, shouldStop: { stop.isSet }, progress: meter.show)
        }
        meter.end()
        try show(try preview ?? previewer.preview())
    }

    private func previewOne(_ path: String, _ stop: PreviewStop) throws {
        guard sort == nil, jobs == nil else { throw Self.unused("--sort and --jobs are for several videos") }
        guard inputs.include.isEmpty, inputs.exclude.isEmpty, !inputs.hidden else {
            throw Self.unused("--include, --exclude and --hidden choose files of folders")
        }
        let options = try flags.options(isFolder: false, makesPage: html != nil, seed: parameters.seed)
        let previewer = try Previewer(configuration: configuration(), options: options)
        let meter = PreviewMeter()
        do {
            let preview = try previewer.preview(
                path: path, name: path, shouldStop: { stop.isSet }, progress: meter.show)
            meter.end()
            try show(preview)
        } catch let error as StagedError {
            meter.end()
            if error.underlying is CancellationError { throw error.underlying }
            let line = FailureLine(path: path, error: error)
            Terminal.printMessage("omnizip: \(path): \(line.message)" + (line.hint.map { " (\($0))" } ?? ""))
            throw line.failureClass == .transient ? ProgramExit.transientFault : ProgramExit.unusableInput
        }
    }

    /// The seed is of what is compared with, not of what `run` would do.
    private var parametersWithoutSeed: ParameterOptions {
        var parameters = parameters
        parameters.seed = nil
        return parameters
    }

    private func configuration() throws(ConfigurationError) -> IngestConfiguration {
        var configuration = try parametersWithoutSeed.settings().configuration
        try saliency.apply(to: &configuration, inputs: inputs)
        return configuration
    }

    private func show(_ preview: Preview) throws {
        if let html {
            try AtomicFile.write(try preview.page(), to: html)
            Terminal.printRemark("omnizip: the page is \(html)")
        }
        if json {
            try Terminal.printJSON(preview.report)
        } else {
            try Terminal.printStyled(PruningTerminalReport(preview.report).lines(Terminal.resultStyle))
        }
        if preview.report.budget?.isApplied == false { throw ProgramExit.someFailed }
    }

    private func previewMany(_ stop: PreviewStop) async throws {
        guard html != nil || !flags.compares else {
            throw Self.unused("--methods, --sweep and --tflops need one video, or --html for a page of each")
        }
        let options = try flags.options(isFolder: true, makesPage: html != nil, seed: parameters.seed)
        let previewer = try Previewer(configuration: configuration(), options: options)
        let pages = html.map { PageFiles(overview: $0) }
        let meter = PreviewMeter()
        defer { meter.end() }
        let report = try await FolderPreviewer(previewer, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
            .report(
                of: try inputs.sources(), order: sort ?? .name, shouldStop: { stop.isSet },
                keep: { number, preview in try pages?.write(preview, number: number) },
                progress: { meter.show($0) })
        meter.end()
        if let pages {
            try AtomicFile.write(try report.page(), to: pages.overview)
            Terminal.printRemark("omnizip: the overview is \(pages.overview)")
        }
        if json {
            try Terminal.printJSON(report)
        } else {
            try Terminal.printStyled(FolderTerminalReport(report).lines(Terminal.resultStyle))
        }
        let fits = !report.videos.contains { video in
            video.warnings.contains { $0.code == Previewer.budgetWarning }
        }
        if !report.failures.isEmpty || !fits { throw ProgramExit.someFailed }
    }
}
