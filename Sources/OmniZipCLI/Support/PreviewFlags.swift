import ArgumentParser
import OmniZipIngest
import OmniZipPreview

extension LanguageModel: ExpressibleByArgument {}
extension FolderOrder: ExpressibleByArgument {}

/// What a preview looks at and compares.
struct PreviewFlags: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: """
            Read index and sound alone: counts are exact, no picture is decoded, and what is lost of the picture stays \
            unknown. The default for folders and lists; --no-plan-only looks at everything.
            """)
    var planOnly: Bool?

    @Option(
        help: ArgumentHelp(
            "Compare methods at equal counts: "
                + PreviewMethod.all.map(\.name).joined(separator: ", ") + ", or all. (default with --html: all)",
            valueName: "list"))
    var methods: String?

    @Flag(help: "Add a table over rates: tokens, FLOPs and what is lost at 20 pairs of rho_audio and rho_video.")
    var sweep = false

    @Option(help: "The language model of the estimates.")
    var model = LanguageModel.qwen25Omni7B

    @Option(help: ArgumentHelp("Speed of your machine in 10^12 operations a second: adds times.", valueName: "value"))
    var tflops: Double?

    func validate() throws {
        if let tflops, !(tflops > 0 && tflops < 1e9) {
            throw ValidationError("--tflops \(tflops): give a positive number")
        }
    }

    /// Whether something was asked for that the lines of a folder do not show.
    var compares: Bool { methods != nil || sweep || tflops != nil }

    /// Refuses what a bundle alone cannot show, and what has no meaning for one.
    func requireUsed(withVideo hasVideo: Bool) throws(ValidationError) {
        if planOnly != nil { throw ValidationError("--plan-only is for videos; --from shows what is done.") }
        if !hasVideo, methods != nil || sweep {
            throw ValidationError("--methods and --sweep need the pictures: give --video with --from.")
        }
    }

    /// The options of a preview.
    ///
    /// - Parameters:
    ///   - isFolder: whether many videos are looked at.
    ///   - makesPage: whether pages are wanted.
    ///   - seed: what `--seed` says: of the compared method `random`.
    func options(isFolder: Bool, makesPage: Bool, seed: String?) throws(ConfigurationError) -> PreviewOptions {
        var options = PreviewOptions()
        options.planOnly = planOnly ?? isFolder
        options.methods = try chosenMethods(makesPage: makesPage && !isFolder)
        options.seed = try Self.seed(seed, of: options.methods)
        options.rates = makesPage && !isFolder ? PreviewRates.presets : []
        options.sweep = sweep ? PreviewRates.sweep : []
        options.model = model
        options.teraflops = tflops
        options.makesPage = makesPage
        return options
    }

    private static func seed(_ text: String?, of methods: [PreviewMethod]) throws(ConfigurationError) -> UInt64 {
        guard let text else { return 0 }
        guard methods.contains(.baseline(.random)) else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: "--seed",
                message: "it is for the compared method random: ask for it by --methods")
        }
        var configuration = IngestConfiguration()
        try GivenParameters.apply([("seed", text)], to: &configuration)
        return UInt64(configuration.seed)
    }

    private func chosenMethods(makesPage: Bool) throws(ConfigurationError) -> [PreviewMethod] {
        guard let methods else { return makesPage ? PreviewMethod.all : [] }
        guard methods != "all" else { return PreviewMethod.all }
        var chosen: [PreviewMethod] = []
        for name in methods.split(separator: ",", omittingEmptySubsequences: false) {
            let name = name.trimmingPrefix(while: \.isWhitespace)
            guard let method = PreviewMethod(name: String(name)) else {
                throw ConfigurationError(
                    code: .invalidValue, subject: "--methods",
                    message: "'\(name)' is not allowed: "
                        + PreviewMethod.all.map(\.name).joined(separator: ", ") + ", separated by commas, or all")
            }
            if !chosen.contains(method) { chosen.append(method) }
        }
        return chosen
    }
}
