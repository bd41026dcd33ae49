import ArgumentParser
import OmniZipBundle
import OmniZipCore
import OmniZipIngest
import OmniZipPreview

extension CompressionScope: ExpressibleByArgument {}
extension TokenPrecision: ExpressibleByArgument {}

/// `omnizip compress`: prunes tokens that a real model's encoders made.
struct CompressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compress", abstract: "Compress a model's own audio and video embeddings.",
        discussion: """
            EMBEDDINGS is a safetensors file with audio_embeddings [A, D], video_embeddings [T*H*W, D], audio_saliency \
            [A] and either token_modality [M] or window_audio and window_patches [N, 2]; metadata grid_t, cells_h, \
            cells_w. F32, F16 and BF16 are read.
            """)

    @Argument(help: "A file of embeddings.")
    var embeddings: String

    @Option(name: [.long, .customShort("o")], help: ArgumentHelp("Output file.", valueName: "file"))
    var output: String

    @Option(help: "window: the paper's text, exact budget; released: parity with the authors' program.")
    var scope = CompressionScope.window

    @OptionGroup(title: "Parameters")
    var compression: CompressionOptions

    @Option(help: ArgumentHelp("Factor on scores in the merge's softmax (a positive number).", valueName: "value"))
    var mergeScoreScale: Double = 1

    @Option(help: "Element type of the tokens: f32, f16 or bf16.")
    var tokenPrecision = TokenPrecision.f32

    @Flag(help: "Print the counts as JSON.")
    var json = false

    func run() async throws {
        try await CommandFailure.reported {
            let parameters = try parameters()
            let input = try EmbeddingsFile(path: embeddings)
            let report = try EmbeddingsCompressor.compress(
                input, from: embeddings, to: output, parameters: parameters, precision: tokenPrecision)
            let lines = json ? [try CanonicalJSON.text(report, style: .indented)] : CompressionReport(report).lines
            for line in lines { Terminal.printResult(line) }
        }
    }

    private func parameters() throws(ConfigurationError) -> CompressionParameters {
        var configuration = IngestConfiguration()
        try GivenParameters.apply(compression.given, to: &configuration)
        guard mergeScoreScale > 0, mergeScoreScale.isFinite else {
            throw ConfigurationError(
                code: .invalidValue, subject: "merge_score_scale",
                message: "'\(mergeScoreScale)' is not allowed: a positive number")
        }
        configuration.compression.mergeScoreScale = mergeScoreScale
        configuration.compression.scope = scope
        return configuration.compression
    }
}
