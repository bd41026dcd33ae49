import OmniZipCore
import Testing

@testable import OmniZipBundle

@Suite struct ModelInputsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: FrameStorage.allCases)
    func inputsSurviveWritingAndReading(storage: FrameStorage) throws {
        let path = folder.file("x")
        let bundle = try SampleInputs.write(storage, to: path)
        #expect(try folder.names() == ["x"])
        #expect(try BundleReader(path: path).bundle == bundle)
        #expect(BundleVerifier.problems(path: path) == [])
        let file = try SafetensorsReader(path: path)
        let isRaw = storage == .raw
        #expect(try file.tensor("frames").shape == [isRaw ? 6 : 0, 56, 84, 3])
        let ends = try file.values(of: "packed_frame_ends", as: Int64.self)
        #expect(ends == (isRaw ? [] : [29, 59, 90, 122, 155, 189]))
        #expect(try file.tensor("packed_frames").shape == [isRaw ? 0 : 189])
        let pixels = try file.bytes(of: "frames")
        #expect(pixels == (0..<(isRaw ? 6 : 0)).flatMap { [UInt8](repeating: SampleInputs.shade($0), count: 14112) })
        let packed = try file.bytes(of: "packed_frames")
        #expect(packed == (0..<(isRaw ? 0 : 6)).flatMap { SampleInputs.head(extra: $0) })
        #expect(try file.tensor("log_mel").shape == [128, 240])
        let logMel = try file.floats(of: "log_mel")
        #expect(logMel == (0..<128).flatMap { mel in (0..<240).map { SampleInputs.level(mel, $0) } })
    }

    @Test func missingStreamsGiveTheSameMembers() throws {
        var silent = SampleBundles.silent()
        var audioOnly = SampleBundles.audioOnly()
        (silent.metadata.content, audioOnly.metadata.content) = (.inputs, .inputs)
        (audioOnly.metadata.resizedHeight, audioOnly.metadata.resizedWidth) = (0, 0)
        let path = folder.file("x")
        let pictures = try SampleInputs.inputs(.raw, path: path)
        let cases = [
            (silent, ModelInputs(frames: pictures.frames, logMelFrameCount: 0) { _ in [] }),
            (audioOnly, ModelInputs(frames: nil, logMelFrameCount: 240) { _ in [Float](repeating: 1, count: 240) }),
        ]
        for (bundle, inputs) in cases {
            var bundle = bundle
            bundle.inputs = inputs.sizes
            try BundleWriter.write(
                bundle, tokens: SampleBundles.spool(for: bundle, path: path), inputs: inputs, to: path)
            #expect(BundleVerifier.problems(path: path) == [])
            let header = try SafetensorsReader(path: path).header
            #expect(header.tensors.count == 23)
            #expect(header["log_mel"]?.shape == [128, inputs.logMelFrameCount])
            #expect(header["frames"]?.shape == (inputs.frames == nil ? [0, 0, 0, 3] : [6, 56, 84, 3]))
        }
    }

    @Test func otherContentsHaveTheMembersEmpty() throws {
        let path = folder.file("x")
        try BundleWriter.write(SampleBundles.sound(content: .plan), tokens: nil, to: path)
        let header = try SafetensorsReader(path: path).header
        #expect(header["frames"]?.shape == [0, 56, 84, 3] && header["packed_frames"]?.shape == [0])
        #expect(header["packed_frame_ends"]?.shape == [0] && header["log_mel"]?.shape == [128, 0])
    }

    @Test func inputsThatDisagreeAreNotWritten() throws {
        let path = folder.file("x")
        let inputs = try SampleInputs.inputs(.raw, path: path)
        let bundle = SampleInputs.bundle(.raw, inputs: inputs)
        let few = try SampleInputs.inputs(.raw, path: path, frames: 5)
        let short = ModelInputs(frames: inputs.frames, logMelFrameCount: 240) { _ in [1] }
        let cases: [(TokenBundle, ModelInputs?, String)] = [
            (bundle, nil, "without the model's inputs"),
            (SampleBundles.sound(), inputs, "with the model's inputs"),
            (bundle, few, "other sizes"), (SampleInputs.bundle(.raw, inputs: few), few, "5 frames, not 6"),
            (bundle, short, "log_mel was not written"),
        ]
        for (bundle, inputs, message) in cases {
            let error = #expect(throws: BundleError.self) {
                try BundleWriter.write(
                    bundle, tokens: SampleBundles.spool(for: bundle, path: path), inputs: inputs, to: path)
            }
            #expect(error?.cause.contains(message) == true, "\(String(describing: error))")
        }
        #expect(try folder.names() == [])
    }
}
