import Testing

@testable import OmniZipCore

/// Test vectors of scope `window`.
@Suite struct GoldenWindowTests {
    @Test(arguments: GoldenFile.names(in: "omnizip_window"))
    func matchesTheReference(_ name: String) throws {
        let file = try GoldenFile(name)
        let windows = zip(try file.ranges("window_audio"), try file.ranges("window_patches"))
            .map { TimeWindow(audio: $0, patches: $1) }
        let result = try OmniZip.compress(
            audio: try file.tokens("audio_embeddings"), video: try file.tokens("video_embeddings"),
            saliency: try file.floats("audio_saliency"), windows: windows, grid: try file.grid(),
            parameters: try file.parameters(.window))

        #expect(result.dominant == (try file.mask("expected_dominant")))
        #expect(result.audioKeep == (try file.mask("expected_audio_keep")))
        #expect(result.videoKeep == (try file.mask("expected_video_keep")))
        #expect(result.keptCells == (try file.integers("expected_kept_per_window")))
        #expect(result.anchorMerges.map(\.target) == (try file.integers("expected_merge_target")))
        #expect(result.anchorMerges.map(\.source) == (try file.integers("expected_merge_source")))
        for (entry, weight) in zip(result.anchorMerges, try file.doubles("expected_merge_weight")) {
            #expect(abs(entry.weight - weight) < 1e-6)
        }
        for (rate, expected) in zip(result.rate, try file.doubles("expected_video_rates")) {
            #expect(abs(rate - expected) < 1e-7)
        }
        for (retention, expected) in zip(result.retention, try file.doubles("expected_retention")) {
            #expect(expected < 0 ? retention.isNaN : abs(retention - expected) < 1e-7)
        }
        #expect(relativeDifference(result.audio, try file.tokens("expected_audio_embeddings")) < 1e-5)
    }

    @Test func allVectorsAreThere() {
        #expect(GoldenFile.names(in: "omnizip_window").count == 8)
    }
}
