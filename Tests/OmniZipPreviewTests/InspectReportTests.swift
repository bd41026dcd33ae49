import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport
import Testing

@testable import OmniZipPreview

/// InspectReport and InspectDocument, over small bundles written here.
@Suite struct InspectReportTests {
    private static let digest = String(repeating: "0123456789abcdef", count: 4)

    /// One patch of 2 x 2 cells and four audio tokens in one window.
    private func bundle(hasAudio: Bool = true) -> TokenBundle {
        let metadata = BundleMetadata(
            generatorVersion: "0.1.0", profile: "qwen2.5-omni", encoder: "weight-free", encoderVersion: "2",
            dimension: 4, content: .plan, parameters: CompressionParameters(), gridTHW: [1, 4, 4], resizedHeight: 56,
            resizedWidth: 56, sampling: "linspace", timing: "true", effectiveFramesPerSecond: 2, secondsPerGrid: 1,
            melFrames: hasAudio ? 16 : 0, audioSamples: hasAudio ? 2560 : 0, audioLeadSeconds: hasAudio ? -0.25 : 0,
            audioTruncated: hasAudio, nextPosition: 4, sourceName: "a.mp4", sourceBytes: 10,
            sourceSHA256: Self.digest, configSHA256: Self.digest)
        let audio = hasAudio ? 4 : 0
        let modality = [UInt8](repeating: 1, count: 4) + [UInt8](repeating: 2, count: audio)
        return TokenBundle(
            metadata: metadata, grid: CellGrid(height: 2, width: 2), patchCount: 1, modality: modality,
            positions: .integer([Int32](repeating: 0, count: 3 * modality.count)),
            videoKeep: [true, false, false, true], audioKeep: Array([true, true, true, false].prefix(audio)),
            audioSaliency: [Float](repeating: 0.25, count: audio), audioVideoScore: [Float](repeating: 0, count: audio),
            merges: MergeTable(),
            windows: [
                BundleWindow(
                    patches: 0..<1, audio: 0..<audio, seconds: 0..<2, retention: hasAudio ? 0.75 : .nan,
                    baseRate: hasAudio ? 0.45 : .nan, rate: 0.5)
            ], frameIndex: [0, 12], frameSeconds: [0, 0.5])
    }

    private func document(_ bundle: TokenBundle, in folder: TemporaryFolder) throws -> InspectDocument {
        let path = folder.path("a.safetensors")
        _ = try BundleWriter.write(bundle, tokens: nil, to: path)
        return InspectDocument(try BundleReader(path: path))
    }

    @Test func theDocumentIsReadFromTheBundleAlone() throws {
        let folder = try TemporaryFolder()
        let document = try document(bundle(), in: folder)
        #expect(document.schema == "omnizip.inspect/1")
        #expect(document.path == folder.path("a.safetensors"))
        #expect(document.tokenRows == 0)
        #expect(document.sourceName == "a.mp4")
        #expect(document.counts.video == TokenCount(total: 4, kept: 2))
        #expect(document.counts.audio == TokenCount(total: 4, kept: 3))
        #expect(document.windows.count == 1)
        #expect(document.sampling.audioLeadSeconds == -0.25)
    }

    @Test func theReportHasFactsAndALineAWindow() throws {
        let lines = InspectReport(try document(bundle(), in: try TemporaryFolder())).lines
        #expect(lines.contains("source   a.mp4"))
        #expect(
            lines.contains(
                "video    2/4 50.0 % kept; 2 frames of 56x56, grid 1 x 4 x 4, 1.000 s per patch"))
        #expect(lines.contains("audio    3/4 75.0 % kept; 2560 samples, lead -0.250 s, cut at the limit"))
        #expect(lines.contains("rates    audio 0.3, video 0.6 removed as asked"))
        #expect(lines.contains("tokens   none: this bundle is a plan"))
        #expect(lines.last?.split(separator: " ").map(String.init) == ["0", "0-2", "3/4", "0.750", "2/4", "0.500"])
    }

    @Test(arguments: [
        (SelectionMethod.uniform, nil, "method   uniform, at the counts of omnizip"),
        (.random, 7, "method   random, seed 7, at the counts of omnizip"),
        (.dycoke, nil, "method   dycoke, at the counts of omnizip over four patches each"),
        (.fixed, nil, "method   fixed, at the count of omnizip over the clip"),
    ])
    func aMethodIsNamedWithItsCounts(method: SelectionMethod, seed: Int?, line: String) throws {
        var bundle = bundle()
        bundle.metadata.method = method
        bundle.metadata.seed = seed.flatMap(RandomSeed.init)
        #expect(InspectReport(try document(bundle, in: try TemporaryFolder())).lines.contains(line))
    }

    @Test func aPartIsNamedWithItsSecondZero() throws {
        var bundle = bundle()
        #expect(!InspectReport(try document(bundle, in: try TemporaryFolder())).lines.contains { $0.hasPrefix("part") })
        bundle.metadata.part = BundlePart(startSeconds: 1.5, endSeconds: nil, originSeconds: 1.52)
        let document = try document(bundle, in: try TemporaryFolder())
        #expect(document.part == bundle.metadata.part)
        #expect(
            InspectReport(document).lines[2]
                == "part     from 1.500 s to the end of the source; second 0 is 1.520 s of it")
    }

    @Test func windowsWithoutAudioHaveNoRetention() throws {
        let lines = InspectReport(try document(bundle(hasAudio: false), in: try TemporaryFolder())).lines
        #expect(lines.last?.split(separator: " ").map(String.init) == ["0", "0-2", "0/0", "-", "2/4", "0.500"])
    }
}
