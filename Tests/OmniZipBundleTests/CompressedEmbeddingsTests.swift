import OmniZipCore
import Testing

@testable import OmniZipBundle

@Suite struct CompressedEmbeddingsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func compressed(audioKeep: [Bool] = [true, false, false, true]) throws -> CompressedEmbeddings {
        let input = try EmbeddingsFile(
            audio: TokenMatrix(rows: 4, columns: 3, values: (0..<12).map { Float($0) }),
            video: TokenMatrix(rows: 6, columns: 3, values: (0..<18).map { Float($0) / 4 }),
            saliency: [0.1, 0.2, 0.3, 0.4], patchCount: 3, grid: CellGrid(height: 1, width: 2),
            windows: nil, modality: [1, 1, 2, 2, 1, 1, 1, 1, 2, 2])
        var merges = MergeTable.Builder()
        merges.addRaw(
            anchor: 0, sources: [(index: 1, weight: 1)],
            blockPositions: MergeTable.blockPositions(of: 2, in: input.modality))
        return CompressedEmbeddings(
            input: input, sourceName: "x.safetensors", generatorVersion: "0.1.0", parameters: CompressionParameters(),
            audioKeep: audioKeep, videoKeep: [true, false, false, true, true, false], audio: input.audio,
            video: input.video, audioVideoScore: [0, 0.5, 0, 1], merges: merges.table(), retention: [0.5, 0.5],
            baseRate: [.nan, 0.4], rate: [0.6, 0.6])
    }

    @Test func keptTokensAndThePlanAreWritten() throws {
        let path = folder.file("out")
        try compressed().write(to: path)
        let reader = try SafetensorsReader(path: path)
        #expect(reader.header.metadata["schema"] == "omnizip.compressed/1")
        #expect(reader.header.metadata["rho_video"] == "0.6")
        #expect(try reader.tensor("audio_tokens").shape == [2, 3])
        #expect(try reader.floats(of: "audio_tokens") == [0, 1, 2, 9, 10, 11])
        #expect(try reader.floats(of: "video_tokens") == [0, 0.25, 0.5, 2.25, 2.5, 2.75, 3, 3.25, 3.5])
        #expect(
            try reader.mask("keep") == [true, false, true, false, false, true, true, false, false, true])
        #expect(try reader.values(of: "merge_target", as: Int32.self) == [2, 2])
        #expect(try reader.values(of: "merge_source", as: Int32.self) == [2, 3])
        #expect(try reader.values(of: "window_patches", as: Int32.self) == [0, 1, 1, 3])
        #expect(try reader.values(of: "window_base_rate", as: Float.self)[0].isNaN)
        #expect(try reader.tensor("video_keep").shape == [3, 1, 2])
    }

    @Test func partsThatDoNotFitAreNotWritten() throws {
        let error = #expect(throws: BundleError.self) {
            try compressed(audioKeep: [true]).write(to: folder.file("out"))
        }
        #expect(error?.code == .inconsistent)
        #expect(try folder.names() == [])
    }
}
