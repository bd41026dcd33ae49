import ArgumentParser
import OmniZipIngest
import OmniZipPreview

/// `omnizip status`: how far is a run?
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how far a run is, while it goes on or after it.",
        discussion: """
            Reads the run's catalog and disturbs nothing. The catalogs of several shards in one folder are added up. \
            Exit code 64 where there is no catalog.
            """)

    @Argument(help: "An output folder of run.")
    var directory: String

    @Option(help: ArgumentHelp("The catalog, where it lies elsewhere.", valueName: "path"))
    var catalog: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await CommandFailure.reported {
            let status = try CatalogStatus(folder: directory, catalogPath: catalog)
            try Terminal.print(status, asJSON: json, report: StatusReport(status).lines)
        }
    }
}
