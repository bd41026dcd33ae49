import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// `run --content inputs`: what the model's own encoders take, beside the plan.
@Suite struct InputsTests {
    private let runs: InputRuns

    init() throws { runs = try InputRuns() }

    private func done(_ output: String, _ options: [String] = []) throws -> Dataset {
        let run = try runs.run(into: output, ["--content", "inputs"] + options)
        #expect(run.result.exitCode == 0, "\(run.result)")
        return run
    }

    private func file(_ run: Dataset, _ clip: String) throws -> SafetensorsReader {
        try SafetensorsReader(path: run.path(clip + ".safetensors"))
    }

    @Test func rawFramesAndLogMelAreTheModelsInputs() throws {
        let run = try done("out")
        let bundle = try run.bundle("both.mkv")
        let metadata = bundle.metadata
        #expect(
            metadata.content == .inputs && metadata.frameStorage == .raw && bundle.frameIndex == [0, 6, 12, 18, 25])
        let (height, width) = (metadata.resizedHeight, metadata.resizedWidth)
        let file = try file(run, "both.mkv")
        #expect(try file.tensor("frames").shape == [5, height, width, 3])
        let frames = try runs.frameDifference(bundle.frameIndex, bundle: file.path)
        // Single and double precision round apart now and then.
        #expect(frames.largest <= 1 && frames.share < 0.01, "\(frames)")
        #expect(try file.tensor("log_mel").shape == [128, 121] && metadata.melFrames == 121)
        let difference = try runs.logMelDifference(bundle: file.path)
        #expect(difference < 1e-4)
        print("log-mel: largest difference from numpy \(difference)")
        let inputs = try #require(try run.document("both.mkv").inputs)
        #expect(inputs.frames == 5 && inputs.frameBytes == 5 * height * width * 3 && inputs.frameStorage == .raw)
        #expect(inputs.melFrames == 121 && inputs.logMelBytes == 121 * 512)
    }

    @Test func packedFramesAreTheRawOnes() throws {
        let raw = try file(try done("raw"), "both.mkv")
        let run = try done("png", ["--frame-storage", "png"])
        let packed = try file(run, "both.mkv")
        #expect(try packed.tensor("frames").shape == [0] + raw.tensor("frames").shape.dropFirst())
        let ends = try packed.values(of: "packed_frame_ends", as: Int64.self).map { Int($0) }
        let bytes = try packed.bytes(of: "packed_frames")
        #expect(ends.count == 5 && ends.last == bytes.count)
        var pixels: [UInt8] = []
        for (start, end) in zip([0] + ends, ends) {
            let picture = try runs.folder.write(Data(bytes[start..<end]), to: "frame.png")
            pixels += try FFmpegTool.run(["-i", picture.path, "-pix_fmt", "rgb24", "-f", "rawvideo", "-"])
        }
        #expect(try pixels == raw.bytes(of: "frames"))
        #expect(try packed.bytes(of: "log_mel") == raw.bytes(of: "log_mel"))
        #expect(packed.header.metadata["frame_storage"] == "png")
        let inputs = try #require(try run.document("both.mkv").inputs)
        #expect(inputs.frameStorage == .png && inputs.frameBytes == bytes.count && bytes.count < pixels.count)
    }

    /// Inputs come beside the plan and its tokens and change nothing of them.
    @Test func everythingElseIsThatOfATokenBundle() throws {
        let inputs = try done("inputs")
        let tokens = try runs.run(into: "tokens", [])
        for clip in InputRuns.names {
            let (with, without) = (try file(inputs, clip), try file(tokens, clip))
            #expect(with.header.tensors.map(\.name) == without.header.tensors.map(\.name))
            for tensor in without.header.tensors where !["frames", "log_mel"].contains(tensor.name) {
                #expect(try with.bytes(of: tensor.name) == without.bytes(of: tensor.name), "\(clip) \(tensor.name)")
            }
            #expect(without.header["frames"]?.shape.first == 0 && without.header["log_mel"]?.shape == [128, 0])
        }
    }

    @Test func whatAClipLacksIsEmpty() throws {
        let run = try done("out", ["--frame-storage", "png"])
        let sound = try file(run, "sound.mkv")
        #expect(sound.header["frames"]?.shape == [0, 0, 0, 3] && sound.header["packed_frame_ends"]?.shape == [0])
        #expect(sound.header["log_mel"]?.shape == [128, 121])
        let pictures = try file(run, "pictures.mkv")
        #expect(pictures.header["packed_frame_ends"]?.shape == [5] && pictures.header["log_mel"]?.shape == [128, 0])
    }

    @Test(arguments: ["raw", "png"])
    func anyNumberOfJobsGivesTheSameBytesInBothLayouts(storage: String) throws {
        let ways = [["--jobs", "1"], ["--jobs", "2"], ["--jobs", "1", "--isolation", "none"]]
        let trees = try ways.enumerated().map { try done("tree\($0)", ["--frame-storage", storage] + $1) }
        for run in trees {
            #expect(run.files == trees[0].files)
            for name in run.files where !name.hasSuffix(".json") || name == "summary.json" {
                #expect(try run.bytes(name) == trees[0].bytes(name), "\(name)")
            }
        }
        let shards = try ["1", "2"].map {
            try done("shards\($0)", ["--frame-storage", storage, "--layout", "webdataset", "--jobs", $0])
        }
        #expect(shards[0].files == shards[1].files && shards[0].files.contains { $0.hasSuffix(".tar") })
        for name in shards[0].files { #expect(try shards[0].bytes(name) == shards[1].bytes(name), "\(name)") }
        for run in [trees[0], shards[0]] {
            let verified = try BuiltProgram.run(["verify", run.folder.path])
            #expect(verified.exitCode == 0 && verified.output == "3 bundles checked, 0 problems\n", "\(verified)")
        }
        let again = try runs.run(into: "tree0", ["--content", "inputs", "--frame-storage", storage])
        #expect(again.counts.hasPrefix("videos: 3 done (3 of them before)"), "\(again.result)")
    }

    @Test func everyReportTellsOfTheInputs() throws {
        let run = try done("out")
        let path = run.path("both.mkv.safetensors")
        let inspected = try BuiltProgram.run(["inspect", path])
        #expect(inspected.output.contains("inputs   5 frames, raw, "), "\(inspected)")
        #expect(inspected.output.contains("; log-mel of 121 frames, "), "\(inspected)")
        let json = try runs.folder.write(
            BuiltProgram.run(["inspect", path, "--json"]).standardOutput, to: "inspect.json")
        let preview = try runs.folder.write(
            BuiltProgram.run(["preview", "--from", path, "--json"]).standardOutput, to: "preview.json")
        let found = try SchemaValidation.run([
            .init(schema: "inspect", path: json.path), .init(schema: "preview", path: preview.path),
            .init(schema: "bundle-document", path: run.path("both.mkv.json")),
        ])
        #expect(found.valid == 3, "\(found.problems.joined(separator: "\n"))")
    }

    @Test func thePreviewKnowsTheSize() throws {
        let run = try done("out")
        let options = InputRuns.sampling + ["--plan-only", "--content", "inputs"]
        for clip in InputRuns.names {
            let report = try PreviewRuns.report([runs.folder.path("in/\(clip)")] + options)
            let written = try run.bytes(clip + ".safetensors").count + run.bytes(clip + ".json").count
            let estimate = try #require(report.outputBytes)
            #expect(abs(Double(estimate) / Double(written) - 1) < 0.03, "\(estimate) for \(written)")
            #expect(!report.warnings.map(\.code).contains("size_is_bound"))
        }
        let packed = try PreviewRuns.report(
            [runs.folder.path("in/both.mkv")] + options + ["--frame-storage", "png"])
        #expect(packed.warnings.map(\.code).contains("size_is_bound"))
        let bytes = try done("png", ["--frame-storage", "png"]).bytes("both.mkv.safetensors").count
        #expect(try #require(packed.outputBytes) > bytes)
    }

    /// A bundle whose packed frames were damaged on the disk.
    @Test func verifyFindsDamagedFrames() throws {
        let run = try done("out", ["--frame-storage", "png"])
        let path = run.path("both.mkv.safetensors")
        let start = try #require(try run.bytes("both.mkv.safetensors").range(of: Data("IHDR".utf8))).lowerBound
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seek(toOffset: UInt64(start))
        try handle.write(contentsOf: Data("JHDR".utf8))
        try handle.close()
        let verified = try BuiltProgram.run(["verify", path])
        #expect(verified.exitCode == 1, "\(verified)")
        #expect(verified.output.contains("packed_frames: frame 0 does not begin as a PNG file"), "\(verified)")
    }
}
