import ArgumentParser
import OmniZipBundle
import OmniZipIngest
import OmniZipMedia
import OmniZipPreview

/// `omnizip probe`: what a file holds, without decoding it.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Show what a media file holds and which streams would be used.")

    @Argument(help: "A media file.")
    var input: String?

    @Flag(help: "List the containers and codecs that are allowed, by FFmpeg's names of demuxers and decoders.")
    var listFormats = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup(title: "Limits")
    var limits: InputOptions

    func validate() throws {
        if (input == nil) != listFormats { throw ValidationError("Give either a media file or --list-formats.") }
    }

    func run() async throws {
        try await CommandFailure.reported {
            var configuration = IngestConfiguration()
            try GivenParameters.apply(limits.given, to: &configuration)
            guard let input else {
                let list = FormatList(configuration.inputPolicy.allowlist)
                return try Terminal.print(list, asJSON: json, report: list.lines)
            }
            let probe = try MediaProbe.probe(path: input, policy: configuration.inputPolicy)
            try Terminal.print(probe, asJSON: json, report: ProbeReport(probe).lines)
        }
    }
}
