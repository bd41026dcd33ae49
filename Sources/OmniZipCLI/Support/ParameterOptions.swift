import ArgumentParser
import OmniZipIngest

/// Flags for every parameter of the configuration; a flag wins over the pipeline file.
struct ParameterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Pipeline file (YAML) with any of the parameters below, and layout.", valueName: "file"))
    var pipeline: String?

    @Option(parsing: .unconditional, help: ParameterHelp.text("profile")) var profile: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("encoder")) var encoder: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("dimension")) var dimension: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("sampling")) var sampling: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("fps")) var fps: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("min_frames")) var minFrames: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("max_frames")) var maxFrames: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("min_pixels")) var minPixels: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("max_pixels")) var maxPixels: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("timing")) var timing: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("audio_limit_seconds")) var audioLimitSeconds: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("method")) var method: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("seed")) var seed: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("content")) var content: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("frame_storage")) var frameStorage: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("token_precision")) var tokenPrecision: String?

    @Option(parsing: .unconditional, help: ParameterHelp.text("max_tokens")) var maxTokens: String?
    @Flag(help: ParameterHelp.text("fit")) var fit = false

    @OptionGroup var compression: CompressionOptions
    @OptionGroup var input: InputOptions

    /// Defaults, then the pipeline file, then flags: the effective configuration, and what the file says of the run.
    func settings() throws(ConfigurationError) -> Pipeline {
        var settings = Pipeline()
        if let pipeline { settings = try PipelineFile.load(path: pipeline) }
        try GivenParameters.apply(given + compression.given + input.given, to: &settings.configuration)
        try settings.configuration.validate()
        return settings
    }

    /// What inputs may use and ask for, where nothing else can be chosen.
    ///
    /// - Throws: `conflictingInputs` naming the first other parameter that was given, and `what` it does not go with.
    func inputAlone(for what: String) throws(ConfigurationError) -> IngestConfiguration {
        let other = (given + compression.given).first { $0.value != nil }
        if let key = pipeline == nil ? other?.key : "pipeline" {
            throw ConfigurationError(
                code: .conflictingInputs, subject: "--" + key.replacing("_", with: "-"),
                message: "it does not go with \(what)")
        }
        var configuration = IngestConfiguration()
        try GivenParameters.apply(input.given, to: &configuration)
        return configuration
    }

    private var given: GivenParameters.List {
        [
            ("profile", profile), ("encoder", encoder), ("dimension", dimension), ("sampling", sampling),
            ("fps", fps), ("min_frames", minFrames), ("max_frames", maxFrames), ("min_pixels", minPixels),
            ("max_pixels", maxPixels), ("timing", timing), ("audio_limit_seconds", audioLimitSeconds),
            ("method", method), ("seed", seed), ("max_tokens", maxTokens), ("fit", fit ? "true" : nil),
            ("content", content),
            ("frame_storage", frameStorage), ("token_precision", tokenPrecision),
        ]
    }
}
