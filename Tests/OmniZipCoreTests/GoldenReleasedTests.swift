import Testing

@testable import OmniZipCore

/// Test vectors of scope `released`.
@Suite struct GoldenReleasedTests {
    @Test(arguments: GoldenFile.names(in: "omnizip"))
    func matchesTheReference(_ name: String) throws {
        let file = try GoldenFile(name)
        let grid = try file.grid()
        let modality = try file.bytes("token_modality")
        let windows = try ModalityRuns.windows(modality: modality, cellsPerPatch: grid.count)
        let result = try OmniZip.compress(
            audio: try file.tokens("audio_embeddings"), video: try file.tokens("video_embeddings"),
            saliency: try file.floats("audio_saliency"), windows: windows, grid: grid,
            parameters: try file.parameters(.released))

        #expect(result.audioKeep == (try file.mask("expected_audio_keep")))
        #expect(result.videoKeep == (try file.mask("expected_video_keep")))
        #expect(blockMask(modality, result) == (try file.mask("expected_keep")))
        #expect(result.anchors == (try file.integers("expected_anchor_indices")))
        #expect(mergeSources(result) == (try expectedSources(file)))
        let guided = windows.indices.filter { windows[$0].isGuided }
        try expectClose(guided.map { result.retention[$0] }, file.doubles("expected_audio_retention"))
        try expectClose(guided.map { result.baseRate[$0] }, file.doubles("expected_base_rates"))
        try expectClose(guided.map { result.rate[$0] }, file.doubles("expected_video_rates"))
        #expect(relativeDifference(result.audio, try file.tokens("expected_audio_embeddings")) < 1e-5)
    }

    @Test func allVectorsAreThere() {
        #expect(GoldenFile.names(in: "omnizip").count == 9)
    }

    private func blockMask(_ modality: [UInt8], _ result: CompressionResult) -> [Bool] {
        var audio = result.audioKeep.makeIterator()
        var video = result.videoKeep.makeIterator()
        return modality.map { ($0 == ModalityRuns.video ? video.next() : audio.next()) ?? false }
    }

    private func mergeSources(_ result: CompressionResult) -> [[Int]] {
        result.anchors.map { anchor in
            result.anchorMerges.filter { $0.target == anchor }.map(\.source).sorted()
        }
    }

    private func expectedSources(_ file: GoldenFile) throws -> [[Int]] {
        let offsets = try file.integers("expected_merge_offsets")
        let sources = try file.integers("expected_merge_sources")
        return zip(offsets, offsets.dropFirst()).map { sources[$0..<$1].sorted() }
    }

    private func expectClose(_ values: [Double], _ expected: [Double]) {
        #expect(values.count == expected.count)
        for (value, wanted) in zip(values, expected) { #expect(abs(value - wanted) < 1e-7) }
    }
}
