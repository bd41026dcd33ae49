import OmniZipCore
import Testing

@testable import OmniZipBundle

@Suite struct CompressedEmbeddingsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func keptTokensAndThePlanAreWritten() throws {
        let path = folder.file("out")
        try SamplePlans.write(SamplePlans.sound(), to: path)
        let reader = try SafetensorsReader(path: path)
        #expect(reader.header.metadata["schema"] == "omnizip.compressed/1")
        #expect(reader.header.metadata["rho_video"] == "0.5")
        #expect(reader.header.metadata["source_name"] == "x.safetensors")
        #expect(reader.header.metadata["plan_name"] == nil)
        #expect(try reader.tensor("audio_tokens").shape == [2, 3])
        #expect(try reader.floats(of: "video_tokens") == [0, 1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try reader.floats(of: "audio_tokens") == [9, 10, 11, 12, 13, 14])
        #expect(try reader.mask("keep") == [true, false, true, false, false, true, true, false, false, true])
        #expect(try reader.values(of: "merge_target", as: Int32.self) == [2, 2])
        #expect(try reader.values(of: "merge_source", as: Int32.self) == [2, 3])
        #expect(try reader.values(of: "window_patches", as: Int32.self) == [0, 1, 1, 3])
        #expect(try reader.values(of: "window_base_rate", as: Float.self) == [0.5, 0.5])
        #expect(try reader.tensor("video_keep").shape == [3, 1, 2])
    }

    @Test func tokensThatDoNotFitThePlanAreNotWritten() throws {
        var plan = SamplePlans.sound()
        plan.audioKeep[1] = true
        let error = #expect(throws: BundleError.self) {
            try SamplePlans.write(plan, to: folder.file("out"), rows: 5)
        }
        #expect(error?.code == .inconsistent)
        plan.audioKeep = [true]
        #expect(throws: BundleError.self) { try SamplePlans.write(plan, to: folder.file("out"), rows: 4) }
        #expect(try folder.names() == [])
    }
}
