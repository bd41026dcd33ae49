import ArgumentParser
import OmniZipBundle
import OmniZipPreview

/// `omnizip inspect`: what a bundle holds.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a bundle holds.",
        discussion: "Reads the bundle alone, checks every rule of its format, and needs neither video nor document.")

    @Argument(help: "A bundle (NAME.safetensors).")
    var bundle: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await CommandFailure.reported {
            let document = InspectDocument(try BundleReader(path: bundle))
            try Terminal.print(document, asJSON: json, report: InspectReport(document).lines)
        }
    }
}
