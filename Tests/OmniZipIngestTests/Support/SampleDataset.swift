import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport

@testable import OmniZipIngest

/// A small sound dataset: plans of silent clips, one failure, one file passed over.
struct SampleDataset {
    static let digest = String(repeating: "0123456789abcdef", count: 4)

    let folder: TemporaryFolder
    var manifest: [ManifestLine] = []
    var failures: [FailureLine] = []

    init(_ videos: [String] = ["a.mp4", "talks/b.mp4"]) throws {
        folder = try TemporaryFolder()
        for video in videos { try add(video) }
        failures = [
            FailureLine(
                path: "c.mp4", failureClass: .permanent, stage: "index", code: "not_media", message: "m", hint: nil,
                attempts: 1)
        ]
        try writeLists()
    }

    /// Totals of the lines.
    var summary: RunSummary {
        RunSummary(
            generatorVersion: "0.1.0", configSHA256: Self.digest, manifest: manifest, failures: failures, skipped: 1)
    }

    func writeLists() throws {
        try folder.write(manifest.map { try CanonicalJSON.text($0) + "\n" }.joined(), to: DatasetFiles.manifest)
        try folder.write(failures.map { try CanonicalJSON.text($0) + "\n" }.joined(), to: DatasetFiles.failures)
        try write(summary)
    }

    func write(_ summary: RunSummary) throws {
        try folder.write(try CanonicalJSON.text(summary, style: .indented), to: DatasetFiles.summary)
    }

    /// "PATH: PROBLEM" of everything that is wrong.
    func findings() throws -> [String] {
        try DatasetVerifier.verify(path: folder.path).findings.map { "\($0.path): \($0.problem)" }
    }

    private mutating func add(_ video: String) throws {
        let bundle = Self.bundle(of: video)
        let document = Self.document(of: bundle)
        let bundlePath = OutputNaming.bundlePath(of: video)
        let documentPath = OutputNaming.documentPath(of: video)
        try folder.write(try CanonicalJSON.text(document, style: .indented), to: documentPath)
        try BundleWriter.write(bundle, tokens: nil, to: folder.path(bundlePath))
        manifest.append(
            try DatasetFiles.manifestLine(
                path: video, bundlePath: bundlePath, documentPath: documentPath, folder: folder.url,
                document: document))
    }

    /// One patch of 2 x 2 cells, of which floor((1 - 0.5) 4 + 0.5) = 2 are kept, and no sound.
    private static func bundle(of video: String) -> TokenBundle {
        let metadata = BundleMetadata(
            generatorVersion: "0.1.0", profile: "qwen2.5-omni", encoder: "weight-free", encoderVersion: "2",
            dimension: 8, content: .plan, parameters: CompressionParameters(rhoVideo: 0.5), gridTHW: [1, 4, 4],
            resizedHeight: 56, resizedWidth: 56, sampling: "linspace", timing: "true", effectiveFramesPerSecond: 2,
            secondsPerGrid: 1, melFrames: 0, audioSamples: 0, audioLeadSeconds: 0, audioTruncated: false,
            nextPosition: 2, sourceName: video, sourceBytes: 1000, sourceSHA256: digest, configSHA256: digest)
        return TokenBundle(
            metadata: metadata, grid: CellGrid(height: 2, width: 2), patchCount: 1, modality: [1, 1, 1, 1],
            positions: .integer([Int32](repeating: 0, count: 12)), videoKeep: [true, false, false, true],
            audioKeep: [], audioSaliency: [], audioVideoScore: [], merges: MergeTable(),
            windows: [
                BundleWindow(patches: 0..<1, audio: 0..<0, seconds: 0..<2, retention: .nan, baseRate: .nan, rate: 0.5)
            ], frameIndex: [0, 15], frameSeconds: [0, 0.5])
    }

    private static func document(of bundle: TokenBundle) -> BundleDocument {
        func cost(_ tokens: Int) -> CostEstimate {
            CostEstimate(tokens: tokens, prefillFLOPs: 1, decodeFLOPs: 1, keyValueBytes: 1)
        }
        let counts = CountSummary(bundle)
        return BundleDocument(
            provenance: Provenance(bundle.metadata),
            source: SourceSummary(
                name: bundle.metadata.sourceName, bytes: bundle.metadata.sourceBytes,
                sha256: bundle.metadata.sourceSHA256, format: "mov,mp4,m4a", durationSeconds: 0.1, video: nil,
                audio: nil),
            parameters: ParameterSummary(bundle.metadata.parameters), configuration: .object([:]),
            sampling: SamplingSummary(bundle.metadata, frames: bundle.frameIndex.count), counts: counts,
            inputs: InputSummary(bundle), windows: WindowSummary.table(of: bundle),
            cost: CostSummary(model: "m", full: cost(counts.block.total), compressed: cost(counts.block.kept)),
            warnings: [], timings: ["index": 0.25])
    }
}
