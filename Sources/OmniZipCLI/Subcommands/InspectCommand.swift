import ArgumentParser
import OmniZipBundle
import OmniZipPreview

/// `omnizip inspect`: what a bundle holds.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a bundle holds.",
        discussion: """
            Reads the bundle alone, checks every rule of its format, and needs neither video nor document. With --against \
            it says how far two plans of one video agree: what a plan without weights is worth beside one made from a \
            model's own embeddings, for example. There both files may also be outputs of compress.
            """)

    @Argument(help: "A bundle (NAME.safetensors).")
    var bundle: String

    @Option(
        help: ArgumentHelp("Compare the masks with those of another bundle or output of compress.", valueName: "file"))
    var against: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await CommandFailure.reported {
            if let against {
                let document = try OverlapDocument(path: bundle, against: against)
                return try Terminal.print(document, asJSON: json, report: OverlapReport(document).lines)
            }
            let document = InspectDocument(try BundleReader(path: bundle))
            try Terminal.print(document, asJSON: json, report: InspectReport(document).lines)
        }
    }
}
