import ArgumentParser
import OmniZipBundle
import OmniZipIngest

/// `omnizip verify`: is every file of a dataset what its manifest says?
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a dataset, or one bundle, against its manifest and its own rules.",
        discussion: """
            Exit code 0: sound; 1: problems were found, one a line on standard output. With --rebuild, the catalog and \
            the lists are first made again from the bundles and documents that are sound; no run may go on meanwhile.
            """)

    @Argument(help: "An output folder of run, or a bundle.")
    var path: String

    @Flag(help: "Make catalog.sqlite, manifest.jsonl and summary.json again from the bundles and documents.")
    var rebuild = false

    @Option(help: ArgumentHelp("With --rebuild: the catalog, where it lies elsewhere.", valueName: "path"))
    var catalog: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard catalog == nil || rebuild else { throw ValidationError("--catalog is for --rebuild") }
        guard catalog != "none" else {
            throw ValidationError("--catalog none: --rebuild makes a catalog; give its path")
        }
    }

    func run() async throws {
        try await CommandFailure.reported {
            if rebuild {
                let result = try CatalogRebuild.rebuild(folder: path, catalogPath: catalog)
                Terminal.printMessage("omnizip: \(path): videos in the catalog and the lists: \(result.videos)")
                for bundle in result.refused {
                    Terminal.printMessage(
                        "omnizip: \(bundle): is damaged, or lacks its document: delete it and run again")
                }
            }
            let report = try DatasetVerifier.verify(path: path)
            let lines = report.findings.map { "\($0.path): \($0.problem)" }
            try Terminal.print(
                report, asJSON: json,
                report: lines + ["\(report.bundles) bundles checked, \(report.findings.count) problems"])
            if !report.findings.isEmpty { throw ProgramExit.someFailed }
        }
    }
}
