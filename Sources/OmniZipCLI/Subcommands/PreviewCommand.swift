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
    var sort = FolderOrder.name

    @Option(help: ArgumentHelp("Videos looked at at the same time (default: number of cores).", valueName: "n"))
    var jobs: Int?

    @OptionGroup(title: "Parameters")
    var parameters: ParameterOptions

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs \(jobs): give 1 to 256") }
        if video != nil, from == nil { throw ValidationError("--video goes with --from BUNDLE.") }
        if from != nil, !inputs.input.isEmpty || !inputs.list.isEmpty {
            throw ValidationError("Give either inputs or --from BUNDLE.")
        }
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

    private func previewBundle(_ path: String, _ stop: PreviewStop) throws {
        let options = try flags.options(isFolder: false, makesPage: html != nil)
        let previewer = try BundlePreviewer(path: path, options: options)
        let preview = try video.map { try previewer.preview(video: $0) { stop.isSet } } ?? previewer.preview()
        try show(preview)
    }

    private func previewOne(_ path: String, _ stop: PreviewStop) throws {
        let options = try flags.options(isFolder: false, makesPage: html != nil)
        let previewer = try Previewer(configuration: parameters.settings().configuration, options: options)
        do {
            try show(try previewer.preview(path: path, name: path) { stop.isSet })
        } catch let error as StagedError {
            if error.underlying is CancellationError { throw error.underlying }
            let line = FailureLine(path: path, error: error)
            Terminal.printMessage("omnizip: \(path): \(line.message)" + (line.hint.map { " (\($0))" } ?? ""))
            throw line.failureClass == .transient ? ProgramExit.transientFault : ProgramExit.unusableInput
        }
    }

    private func show(_ preview: Preview) throws {
        if let html {
            try AtomicFile.write(try preview.page(), to: html)
            Terminal.printMessage("omnizip: the page is \(html)")
        }
        if json {
            try Terminal.printJSON(preview.report)
        } else {
            try Terminal.printStyled(PruningTerminalReport(preview.report).lines(Terminal.resultStyle))
        }
        if preview.report.budget?.isApplied == false { throw ProgramExit.someFailed }
    }

    private func previewMany(_ stop: PreviewStop) async throws {
        let options = try flags.options(isFolder: true, makesPage: html != nil)
        let previewer = try Previewer(configuration: parameters.settings().configuration, options: options)
        let pages = html.map { PageFiles(overview: $0) }
        let meter = PreviewMeter()
        defer { meter.end() }
        let report = try await FolderPreviewer(previewer, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
            .report(
                of: try inputs.sources(), order: sort, shouldStop: { stop.isSet },
                keep: { number, preview in try pages?.write(preview, number: number) },
                progress: { meter.show($0) })
        meter.end()
        if let pages {
            try AtomicFile.write(try report.page(), to: pages.overview)
            Terminal.printMessage("omnizip: the overview is \(pages.overview)")
        }
        if json {
            try Terminal.printJSON(report)
        } else {
            try Terminal.printStyled(FolderTerminalReport(report).lines(Terminal.resultStyle))
        }
        if !report.failures.isEmpty { throw ProgramExit.someFailed }
    }
}
