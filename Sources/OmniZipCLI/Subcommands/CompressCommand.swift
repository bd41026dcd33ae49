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
            cells_w. F32, F16 and BF16 are read. Tokens pass a window at a time, so that memory stays far below the \
            file's size. A folder is searched for *.safetensors; for it, and for several files, the output is a folder that \
            mirrors it: talks/a.safetensors gives OUTPUT/a.safetensors. A file that fails harms no other and leaves no \
            output. Results of an earlier call are written again, other files are never replaced.

            --plan applies masks and merges that exist: a bundle of omnizip run, or an output of this command. \
            EMBEDDINGS then needs audio_embeddings and video_embeddings only, of the plan's geometry; only tokens that \
            are kept, and those merged into them, are read.
            """)

    @Argument(help: "Files of embeddings, and folders.")
    var embeddings: [String]

    @Option(
        name: [.long, .customShort("o")],
        help: ArgumentHelp("Output file; for a folder or several files: output folder.", valueName: "path"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "Apply this plan instead of making one; for many files also a folder with a plan of each file's name.",
            valueName: "path"))
    var plan: String?

    @Option(
        help: """
            window: the paper's text, exact budget; released: parity with the authors' program (default: window).
            """)
    var scope: CompressionScope?

    @OptionGroup(title: "Parameters")
    var compression: CompressionOptions

    @Option(
        help: ArgumentHelp(
            "Factor on scores in the merge's softmax (a positive number; default: 1.0).", valueName: "value"))
    var mergeScoreScale: Double?

    @Option(help: "Element type of the tokens: f32, f16 or bf16.")
    var tokenPrecision = TokenPrecision.f32

    @Flag(help: "Print the counts as JSON.")
    var json = false

    func validate() throws {
        guard plan != nil else { return }
        var given = compression.given.filter { $0.value != nil }.map(\.key)
        if scope != nil { given.append("scope") }
        if mergeScoreScale != nil { given.append("merge_score_scale") }
        guard let first = given.first else { return }
        throw ValidationError(
            "--\(first.replacing("_", with: "-")) does not go with --plan, which has its own parameters.")
    }

    func run() async throws {
        try await CommandFailure.reported {
            let method = try method()
            guard !output.isEmpty else { throw Self.unwritable(output, "no output is named; give one with --output") }
            if isOneFile, !Self.isFolder(output), !output.hasSuffix("/") {
                try compressOne(embeddings[0], method)
            } else {
                try compressMany(method)
            }
        }
    }

    private func compressOne(_ path: String, _ method: EmbeddingsBatch.Method) throws {
        try checkOutput(isNot: path, "input")
        let report: EmbeddingsReport
        do {
            switch method {
            case .compression(let parameters):
                report = try EmbeddingsCompressor(parameters: parameters, precision: tokenPrecision)
                    .compress(path: path, to: output)
            case .plan(let plan):
                try checkOutput(isNot: plan, "plan")
                report = try PlanApplicator(planPath: plan, precision: tokenPrecision).apply(to: path, output: output)
            }
        } catch let failure as EmbeddingsFailure {
            throw failure.underlying
        }
        try Terminal.print(report, asJSON: json, report: CompressionReport(report).lines)
    }

    private func compressMany(_ method: EmbeddingsBatch.Method) throws {
        let batch = EmbeddingsBatch(paths: embeddings, output: output, method: method, precision: tokenPrecision)
        let report = try batch.run { line in
            let hint = line.hint.map { " (\($0))" } ?? ""
            Terminal.printMessage("omnizip: \(line.path): \(line.message)\(hint)")
        }
        try Terminal.print(report, asJSON: json, report: CompressionReport(report).lines)
        guard let failure = report.failures.first else { return }
        guard isOneFile else { throw ProgramExit.someFailed }
        throw failure.failureClass == .transient ? ProgramExit.transientFault : ProgramExit.unusableInput
    }

    /// True if one file is named, or what could be one: its failure is then the exit code.
    private var isOneFile: Bool { embeddings.count == 1 && !Self.isFolder(embeddings[0]) }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The output is a new file or the result of an earlier call, in a folder that exists, and not what is read.
    private func checkOutput(isNot source: String, _ what: String) throws(ConfigurationError) {
        let target = URL(fileURLWithPath: output).resolvingSymlinksInPath().standardizedFileURL
        let folder = target.deletingLastPathComponent().path
        if target == URL(fileURLWithPath: source).resolvingSymlinksInPath().standardizedFileURL {
            throw Self.unwritable(output, "the output is the \(what) itself; name another file with --output")
        }
        guard Self.isFolder(folder) else {
            throw Self.unwritable(output, "the folder \(folder) does not exist; create it first")
        }
        guard !FileManager.default.fileExists(atPath: target.path) || CompressedEmbeddings.lies(at: target.path) else {
            throw Self.unwritable(
                output, "a file of this name exists that omnizip compress did not write; name another with --output")
        }
    }

    private static func unwritable(_ output: String, _ message: String) -> ConfigurationError {
        ConfigurationError(code: .unwritableOutput, subject: output, message: message)
    }

    private func method() throws(ConfigurationError) -> EmbeddingsBatch.Method {
        if let plan { return .plan(path: plan) }
        var configuration = IngestConfiguration()
        try GivenParameters.apply(compression.given, to: &configuration)
        let scale = mergeScoreScale ?? 1
        guard scale > 0, scale.isFinite else {
            throw ConfigurationError(
                code: .invalidValue, subject: "merge_score_scale",
                message: "'\(scale)' is not allowed: a positive number")
        }
        configuration.compression.mergeScoreScale = scale
        configuration.compression.scope = scope ?? .window
        return .compression(configuration.compression)
    }
}
