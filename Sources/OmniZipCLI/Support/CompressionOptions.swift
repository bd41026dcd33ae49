import ArgumentParser
import OmniZipIngest

/// Flags for the parameters of the compression itself, shared by `run` and `compress`.
struct CompressionOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: ParameterHelp.text("rho_audio")) var rhoAudio: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("rho_video")) var rhoVideo: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("contextual_ratio")) var contextualRatio: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("merge_count")) var mergeCount: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("neighbour_count")) var neighbourCount: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("rate_min")) var rateMin: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("rate_max")) var rateMax: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("temporal")) var temporal: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("guidance")) var guidance: String?

    /// Every flag with its value, if it was given.
    var given: GivenParameters.List {
        [
            ("rho_audio", rhoAudio), ("rho_video", rhoVideo), ("contextual_ratio", contextualRatio),
            ("merge_count", mergeCount), ("neighbour_count", neighbourCount), ("rate_min", rateMin),
            ("rate_max", rateMax), ("temporal", temporal), ("guidance", guidance),
        ]
    }
}
