import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// `omnizip compress` on files that are no sound embeddings.
@Suite struct BadEmbeddingsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func compress(_ path: String, _ options: String...) throws -> ProgramResult {
        try BuiltProgram.run(["compress", path, "--output", folder.path("out.safetensors")] + options)
    }

    @Test(arguments: [
        ("audio_embeddings", 17, Float.nan), ("video_embeddings", 700, .infinity), ("audio_saliency", 99, -.infinity),
    ])
    func aValueThatIsNoNumberIsAnErrorThatNamesTheTensor(tensor: String, element: Int, value: Float) throws {
        let path = try EmbeddingFiles.write(
            to: folder.path("in.safetensors"), element: element, of: tensor, value: value)
        let result = try compress(path)
        #expect(result.exitCode == 65, "\(result)")
        #expect(result.errors.hasPrefix("omnizip: \(path): "), "\(result)")
        #expect(result.errors.contains(tensor), "\(result)")
        #expect(result.output.isEmpty && folder.files() == ["in.safetensors"])
    }

    @Test func aTensorThatIsMissingIsNamed() throws {
        let path = try EmbeddingFiles.write(to: folder.path("in.safetensors"))
        let file = try SafetensorsFile(path: path)
        var header = file.header
        header["audio_embeddingz"] = header["audio_embeddings"]
        header["audio_embeddings"] = nil
        try file.replacingHeader(header).write(to: URL(fileURLWithPath: path))
        let result = try compress(path)
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("audio_embeddings"), "\(result)")
    }

    @Test func parametersOutsideTheirBounds() throws {
        let path = try EmbeddingFiles.write(to: folder.path("in.safetensors"))
        for (flag, value, message) in [
            ("--rho-audio", "2", "rho_audio: '2' is not allowed: a number from 0.0 to 1.0"),
            ("--merge-score-scale", "0", "merge_score_scale: '0.0' is not allowed: a positive number"),
            ("--rho-video", "0.1", "rho_video"),
        ] {
            let result = try compress(path, flag, value)
            #expect(result.exitCode == 64, "\(result)")
            #expect(result.errors.contains(message), "\(result)")
        }
    }

    @Test func anOutputThatCannotBeWritten() throws {
        let path = try EmbeddingFiles.write(to: folder.path("in.safetensors"))
        let result = try BuiltProgram.run(["compress", path, "--output", path + "/out.safetensors"])
        #expect(result.exitCode == 64, "\(result)")
        #expect(result.errors.contains("does not exist; create it first"), "\(result)")
    }

    @Test func whatIsKeptIsPrintedAndWritten() throws {
        let path = try EmbeddingFiles.write(to: folder.path("in.safetensors"))
        let result = try compress(path)
        #expect(result.exitCode == 0, "\(result)")
        #expect(result.errors.isEmpty)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 4)
        // 0.6 of 48 is 28.8: 28 or 29 are dropped.
        #expect(lines[0] == "video: 19/48 39.6 % kept" || lines[0] == "video: 20/48 41.7 % kept")
        #expect(lines[2] == "windows: 2, scope window")
        let shapes = try PythonTool.run(
            "import sys; from safetensors.numpy import load_file; t = load_file(sys.argv[1]); print(sorted(t))",
            arguments: [folder.path("out.safetensors")])
        #expect(shapes.contains("'audio_keep'") && shapes.contains("'video_keep'"), "\(shapes)")
    }
}
