import Foundation
import OmniZipBundle
import OmniZipEncoders
import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// Bundles of parts of recordings.
@Suite struct PartIngestTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Small enough for a debug build.
    private static var configuration: IngestConfiguration {
        var configuration = IngestConfiguration()
        configuration.minFrames = 2
        configuration.maxFrames = 2
        return configuration
    }

    /// Three seconds at 25 frames a second, every frame a key frame, with noise at 16 kHz in blocks of one frame.
    private func recording(_ name: String = "whole.mkv", filters: [String] = []) throws -> String {
        let path = folder.path(name)
        try FFmpegTool.run(
            ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25:duration=3"]
                + ["-f", "lavfi", "-i", "anoisesrc=r=16000:seed=5:amplitude=0.3:duration=3"] + filters
                + ["-c:v", "ffv1", "-c:a", "pcm_s16le", "-bitexact", path])
        return path
    }

    /// The recording's frames in `range` and the sound beside them, cut without loss.
    private func cut(_ range: Range<Int>, _ name: String) throws -> String {
        try recording(
            name,
            filters: [
                "-vf", "trim=start_frame=\(range.lowerBound):end_frame=\(range.upperBound),setpts=PTS-STARTPTS",
                "-af",
                "atrim=start_sample=\(range.lowerBound * 640):end_sample=\(range.upperBound * 640),asetpts=PTS-STARTPTS",
            ])
    }

    private func ingest(
        _ path: String, part: MediaPart? = nil, _ configuration: IngestConfiguration = Self.configuration
    ) throws -> (reader: BundleReader, document: BundleDocument) {
        let bundle = folder.path("\(UUID().uuidString).safetensors")
        let document = try VideoIngestor(configuration: configuration).ingest(
            path: path, name: "a.mkv", part: part, bundlePath: bundle, documentPath: bundle + ".json")
        #expect(BundleVerifier.problems(path: bundle, documentPath: bundle + ".json") == [])
        return (try BundleReader(path: bundle), document)
    }

    @Test func aPartGivesTheTokensOfAClipThatIsCutOut() throws {
        let whole = try recording()
        var generator = SeededGenerator(property: "a part equals a clip", seed: 29)
        for (index, rule) in [SamplingRule.linspace, .interval].enumerated() {
            let start = Int.random(in: 1..<40, using: &generator)
            let end = Int.random(in: start + 20...min(start + 50, 75), using: &generator)
            var configuration = Self.configuration
            configuration.sampling = rule
            configuration.maxFrames = 4
            // A frame's time is within a part that ends there: end just before it, as the clip does.
            let part = MediaPart(startSeconds: Double(start) / 25, endSeconds: Double(end) / 25 - 4e-6)
            let found = try ingest(whole, part: part, configuration)
            let clip = try ingest(try cut(start..<end, "cut-\(index).mkv"), configuration)
            try expectEqual(found.reader, clip.reader, firstFrame: start)
            #expect(found.document.source.durationSeconds == clip.document.source.durationSeconds)
            #expect(found.document.source.video == clip.document.source.video)
            #expect(found.document.source.part?.originSeconds == Double(start) / 25)
        }
    }

    /// Everything but what names the source is the same.
    private func expectEqual(_ part: BundleReader, _ clip: BundleReader, firstFrame: Int) throws {
        var expected = clip.bundle
        expected.metadata.sourceBytes = part.bundle.metadata.sourceBytes
        expected.metadata.sourceSHA256 = part.bundle.metadata.sourceSHA256
        expected.metadata.part = part.bundle.metadata.part
        expected.frameIndex = expected.frameIndex.map { $0 + Int64(firstFrame) }
        // NaN is no argument: the rates of windows are compared as text.
        #expect("\(part.bundle.windows)" == "\(expected.windows)")
        var found = part.bundle
        (found.windows, expected.windows) = ([], [])
        #expect(found == expected)
        #expect(try part.tokens() == (try clip.tokens()))
        #expect(part.tokenRowCount > 0)
    }

    @Test func aWholeVideoHasNoWordOfParts() throws {
        let whole = try recording()
        let (reader, document) = try ingest(whole)
        #expect(reader.bundle.metadata.part == nil && document.source.part == nil)
        #expect(!reader.bundle.metadata.strings.keys.contains { $0.hasPrefix("part") })
        let (unbounded, _) = try ingest(whole, part: MediaPart())
        #expect(unbounded.bundle.metadata == reader.bundle.metadata)
        let (all, _) = try ingest(whole, part: MediaPart(startSeconds: 0, endSeconds: 100))
        #expect(try all.tokens() == (try reader.tokens()))
        #expect(all.bundle.metadata.part == BundlePart(startSeconds: 0, endSeconds: 100, originSeconds: 0))
    }

    @Test func onePictureIsAPartToo() throws {
        let (reader, document) = try ingest(try recording(), part: MediaPart(startSeconds: 2, endSeconds: 2.03))
        #expect(reader.bundle.frameIndex == [50] && reader.bundle.frameSeconds == [0])
        #expect(document.warnings.map(\.code).contains("single_frame"))
        #expect(document.source.durationSeconds == 0.04)
    }

    @Test func aPartBetweenTwoFramesHasSoundOnly() throws {
        let (reader, document) = try ingest(try recording(), part: MediaPart(startSeconds: 2.97, endSeconds: 2.999))
        #expect(reader.bundle.patchCount == 0 && reader.bundle.frameIndex.isEmpty)
        #expect(document.warnings.map(\.message).contains("no video frame in the part: audio-only bundle"))
        #expect(reader.bundle.metadata.audioSamples == 464)
    }

    @Test func nothingInAPartIsAPermanentFailureWithBothNumbers() throws {
        let sound = folder.path("a.wav")
        try FFmpegTool.run(["-f", "lavfi", "-i", "sine=duration=2", sound])
        let recording = try recording()
        for path in [sound, recording] {
            let error = #expect(throws: StagedError.self) { try ingest(path, part: MediaPart(startSeconds: 50)) }
            let line = FailureLine(path: "a", error: try #require(error))
            #expect(line.code == "empty_part" && line.failureClass == .permanent)
            let seconds = path == sound ? "2.0 s" : "3.0 s"
            #expect(line.message.contains("50.0 s") && line.message.contains(seconds), "\(line.message)")
        }
    }

    @Test func aJobNamesItsPartInTheManifest() throws {
        let source = try recording()
        let output = folder.path("out")
        let outcome = JobRunner(ingestor: try VideoIngestor(configuration: Self.configuration)).run(
            VideoJob(
                path: source, name: "a#1", part: MediaPart(startSeconds: 0.5, endSeconds: 1), outputFolder: output,
                bundlePath: "a#1.safetensors", documentPath: "a#1.json", wasNamed: true, decoderThreads: 1),
            shouldStop: { false })
        guard case .done(let video) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(video.line.startSeconds == 0.5 && video.line.endSeconds == 1)
        // Frames 13 to 25.
        #expect(video.line.durationSeconds == 0.52)
    }
}
