import Testing

@testable import OmniZipBundle

@Suite struct BundleInputsTests {
    private static let raw = BundleInputs(rawFrameCount: 6, packedFrameEnds: [], logMelFrameCount: 240)
    private static let packed = BundleInputs(
        rawFrameCount: 0, packedFrameEnds: [30, 61, 93, 120, 150, 199], logMelFrameCount: 240)

    private func subjects(
        _ content: BundleContent, _ storage: FrameStorage, _ inputs: BundleInputs
    ) -> [String] {
        var bundle = SampleBundles.sound(content: content)
        bundle.metadata.frameStorage = storage
        bundle.inputs = inputs
        return BundleVerifier.problems(in: bundle).map(\.subject)
    }

    @Test func contentAndStorageSayWhatIsThere() {
        #expect(subjects(.inputs, .raw, Self.raw) == [])
        #expect(subjects(.inputs, .png, Self.packed) == [])
        for content in [BundleContent.plan, .tokens] {
            #expect(subjects(content, .raw, .none) == [] && subjects(content, .png, .none) == [])
            #expect(subjects(content, .raw, Self.raw) == ["frames", "log_mel"])
            #expect(subjects(content, .png, Self.packed) == ["packed_frame_ends", "log_mel"])
        }
        #expect(subjects(.inputs, .png, Self.raw) == ["frames", "packed_frame_ends"])
        #expect(subjects(.inputs, .raw, .none) == ["frames", "log_mel"])
    }

    @Test(
        arguments: [
            [0, 61, 93, 120, 150, 199], [30, 30, 93, 120, 150, 199], [30, 61, 60, 120, 150, 199],
            [-5, 61, 93, 120, 150, 199],
        ] as [[Int64]])
    func endsAscend(ends: [Int64]) {
        let inputs = BundleInputs(rawFrameCount: 0, packedFrameEnds: ends, logMelFrameCount: 240)
        #expect(subjects(.inputs, .png, inputs) == ["packed_frame_ends"])
    }

    @Test func missingStreamsHaveNoInputs() {
        var silent = SampleBundles.silent()
        silent.metadata.content = .inputs
        silent.inputs = BundleInputs(rawFrameCount: 6, packedFrameEnds: [], logMelFrameCount: 0)
        #expect(BundleVerifier.problems(in: silent) == [])
        var audioOnly = SampleBundles.audioOnly()
        audioOnly.metadata.content = .inputs
        audioOnly.inputs = BundleInputs(rawFrameCount: 0, packedFrameEnds: [], logMelFrameCount: 240)
        #expect(BundleVerifier.problems(in: audioOnly) == [])
    }
}
