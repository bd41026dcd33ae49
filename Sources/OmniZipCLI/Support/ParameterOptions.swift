import ArgumentParser
import OmniZipIngest

/// Flags for every parameter of the configuration; a flag wins over the pipeline file.
struct ParameterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Pipeline file (YAML) with any of the parameters below.", valueName: "file"))
    var pipeline: String?

    @Option(help: Help.text("profile")) var profile: String?
    @Option(help: Help.text("encoder")) var encoder: String?
    @Option(help: Help.text("dimension")) var dimension: String?
    @Option(help: Help.text("sampling")) var sampling: String?
    @Option(help: Help.text("fps")) var fps: String?
    @Option(help: Help.text("min_frames")) var minFrames: String?
    @Option(help: Help.text("max_frames")) var maxFrames: String?
    @Option(help: Help.text("min_pixels")) var minPixels: String?
    @Option(help: Help.text("max_pixels")) var maxPixels: String?
    @Option(help: Help.text("timing")) var timing: String?
    @Option(help: Help.text("audio_limit_seconds")) var audioLimitSeconds: String?
    @Option(help: Help.text("rho_audio")) var rhoAudio: String?
    @Option(help: Help.text("rho_video")) var rhoVideo: String?
    @Option(help: Help.text("contextual_ratio")) var contextualRatio: String?
    @Option(help: Help.text("merge_count")) var mergeCount: String?
    @Option(help: Help.text("neighbour_count")) var neighbourCount: String?
    @Option(help: Help.text("rate_min")) var rateMin: String?
    @Option(help: Help.text("rate_max")) var rateMax: String?
    @Option(help: Help.text("temporal")) var temporal: String?
    @Option(help: Help.text("content")) var content: String?
    @Option(help: Help.text("token_precision")) var tokenPrecision: String?
    @Option(help: Help.text("max_picture_pixels")) var maxPicturePixels: String?

    /// The effective configuration: defaults, then the pipeline file, then flags.
    func configuration() throws(ConfigurationError) -> IngestConfiguration {
        var configuration = IngestConfiguration()
        if let pipeline { configuration = try PipelineFile.load(path: pipeline) }
        for (key, value) in given {
            guard let value, let parameter = ConfigurationParameter.named(key) else { continue }
            try parameter.set(value, in: &configuration)
        }
        try configuration.validate()
        return configuration
    }

    private var given: [(key: String, value: String?)] {
        [
            ("profile", profile), ("encoder", encoder), ("dimension", dimension), ("sampling", sampling),
            ("fps", fps), ("min_frames", minFrames), ("max_frames", maxFrames), ("min_pixels", minPixels),
            ("max_pixels", maxPixels), ("timing", timing), ("audio_limit_seconds", audioLimitSeconds),
            ("rho_audio", rhoAudio), ("rho_video", rhoVideo), ("contextual_ratio", contextualRatio),
            ("merge_count", mergeCount), ("neighbour_count", neighbourCount), ("rate_min", rateMin),
            ("rate_max", rateMax), ("temporal", temporal), ("content", content),
            ("token_precision", tokenPrecision), ("max_picture_pixels", maxPicturePixels),
        ]
    }

    private enum Help {
        /// Help, allowed values and default from the parameter table.
        static func text(_ key: String) -> ArgumentHelp {
            guard let parameter = ConfigurationParameter.named(key) else { return "" }
            let initial = parameter.value(in: IngestConfiguration())
            return ArgumentHelp("\(parameter.help) (\(parameter.allowed); default: \(initial))", valueName: "value")
        }
    }
}
