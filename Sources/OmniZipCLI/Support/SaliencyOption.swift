import ArgumentParser
import OmniZipIngest

/// `--saliency`, of `run` and `preview`.
struct SaliencyOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Use the saliency in this safetensors file (audio_saliency [A], such as a model's attention) in place of "
                + "the encoder's own; for one video.", valueName: "file"))
    var saliency: String?

    /// Puts it into `configuration`.
    ///
    /// - Throws: `conflictingInputs` where the inputs are not one file, `unreadableFile` where it cannot be used.
    func apply(to configuration: inout IngestConfiguration, inputs: SourceOptions) throws(ConfigurationError) {
        guard let saliency else { return }
        guard inputs.isOneFile else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: "--saliency",
                message: "it is about one video; name one file as INPUT")
        }
        configuration.saliency = try GivenSaliency(path: saliency)
    }
}
