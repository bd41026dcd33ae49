import ArgumentParser
import OmniZipBundle
import OmniZipMedia
import OmniZipPreview

/// `omnizip probe`: what a file holds, without decoding it.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Show what a media file holds and which streams would be used.")

    @Argument(help: "A media file.")
    var input: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await CommandFailure.reported {
            let probe = try MediaProbe.probe(path: input)
            try Terminal.print(probe, asJSON: json, report: ProbeReport(probe).lines)
        }
    }
}
