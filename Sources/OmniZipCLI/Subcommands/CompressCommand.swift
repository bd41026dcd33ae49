import ArgumentParser
import Foundation
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
            try checkOutput()
            let input = try EmbeddingsFile(path: embeddings)
            let report = try EmbeddingsCompressor.compress(
                input, from: embeddings, to: output, parameters: parameters, precision: tokenPrecision)
            try Terminal.print(report, asJSON: json, report: CompressionReport(report).lines)
        }
    }

    /// The output is a new file or one to replace, in a folder that exists, and not the input itself.
    private func checkOutput() throws(ConfigurationError) {
        let target = URL(fileURLWithPath: output).resolvingSymlinksInPath().standardizedFileURL
        let source = URL(fileURLWithPath: embeddings).resolvingSymlinksInPath().standardizedFileURL
        var isFolder: ObjCBool = false
        let folder = target.deletingLastPathComponent().path
        let problem: String? =
            if output.isEmpty {
                "no output file is named; give one with --output"
            } else if target == source {
                "the output is the input itself; name another file with --output"
            } else if !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) || !isFolder.boolValue {
                "the folder \(folder) does not exist; create it first"
            } else {
                nil
            }
        if let problem {
            throw ConfigurationError(code: .unwritableOutput, subject: output, message: problem)
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
