import OmniZipBundle
import OmniZipCore

/// Small sound bundles to start from.
enum SampleBundles {
    static let digest = String(repeating: "0123456789abcdef", count: 4)
    static let dimension = 6

    static func metadata(content: BundleContent = .tokens, gridTHW: [Int] = [3, 4, 6]) -> BundleMetadata {
        BundleMetadata(
            generatorVersion: "0.1.0", profile: "qwen2.5-omni", encoder: "weight-free", encoderVersion: "2",
            dimension: dimension, content: content, parameters: CompressionParameters(mergeScoreScale: 2.5),
            gridTHW: gridTHW, resizedHeight: 56, resizedWidth: 84, sampling: "linspace", timing: "true",
            effectiveFramesPerSecond: 2, secondsPerGrid: 1, melFrames: 240, audioSamples: 38_400,
            audioLeadSeconds: -0.125, audioTruncated: false, nextPosition: 60, sourceName: "talk \"1\" é.mp4",
            sourceBytes: 123_456_789_012, sourceSHA256: digest, configSHA256: String(digest.reversed()))
    }

    /// Three patches of 2 x 3 cells and 60 audio tokens in two windows: video, audio, video, audio.
    ///
    /// 7 of 18 video tokens are kept: floor((1 - 0.6) 18 + 0.5).
    static func sound(content: BundleContent = .tokens) -> TokenBundle {
        let videoKeep = (0..<18).map { $0 % 3 == 0 || $0 == 17 }
        let audioKeep = (0..<60).map { $0 % 4 != 1 }
        let modality =
            [UInt8](repeating: 1, count: 12) + [UInt8](repeating: 2, count: 50) + [UInt8](repeating: 1, count: 6)
            + [UInt8](repeating: 2, count: 10)
        let places = MergeTable.blockPositions(of: 2, in: modality)
        var merges = MergeTable.Builder()
        merges.addRaw(anchor: 54, sources: [(53, 0.25), (57, 0.75)], blockPositions: places)
        merges.addRaw(anchor: 0, sources: [(1, 0.5), (5, 0.5)], blockPositions: places)
        return TokenBundle(
            metadata: metadata(content: content), grid: CellGrid(height: 2, width: 3), patchCount: 3,
            modality: modality, positions: .integer((0..<3 * 78).map { Int32($0 % 78) }), videoKeep: videoKeep,
            audioKeep: audioKeep, audioSaliency: (0..<60).map { Float($0) / 1770 },
            audioVideoScore: (0..<60).map { Float($0) / 100 }, merges: merges.table(),
            windows: [
                BundleWindow(
                    patches: 0..<2, audio: 0..<50, seconds: 0..<2, retention: 0.74, baseRate: 0.45, rate: 0.6),
                BundleWindow(patches: 2..<3, audio: 50..<60, seconds: 2..<4, retention: 0.8, baseRate: 0.43, rate: 0.6),
            ], frameIndex: [0, 15, 30, 45, 60, 60], frameSeconds: [0, 0.5, 1, 1.5, 2, 2])
    }

    /// No audio at all.
    static func silent() -> TokenBundle {
        var bundle = sound(content: .plan)
        bundle.metadata.melFrames = 0
        bundle.metadata.audioSamples = 0
        bundle.modality = [UInt8](repeating: 1, count: 18)
        bundle.positions = .integer([Int32](repeating: 0, count: 54))
        bundle.audioKeep = []
        bundle.audioSaliency = []
        bundle.audioVideoScore = []
        bundle.merges = MergeTable()
        bundle.windows = [
            BundleWindow(patches: 0..<2, audio: 0..<0, seconds: 0..<2, retention: .nan, baseRate: .nan, rate: 0.6),
            BundleWindow(patches: 2..<3, audio: 0..<0, seconds: 2..<4, retention: .nan, baseRate: .nan, rate: 0.6),
        ]
        return bundle
    }

    /// No video at all.
    static func audioOnly() -> TokenBundle {
        var bundle = sound(content: .plan)
        bundle.metadata.gridTHW = [0, 0, 0]
        bundle.grid = CellGrid(height: 0, width: 0)
        bundle.patchCount = 0
        bundle.modality = [UInt8](repeating: 2, count: 60)
        bundle.positions = .integer([Int32](repeating: 0, count: 180))
        bundle.videoKeep = []
        bundle.merges = MergeTable()
        bundle.windows = [
            BundleWindow(patches: 0..<0, audio: 0..<50, seconds: 0..<2, retention: 0.74, baseRate: .nan, rate: 0.6),
            BundleWindow(patches: 0..<0, audio: 50..<60, seconds: 2..<4, retention: 0.8, baseRate: .nan, rate: 0.6),
        ]
        bundle.frameIndex = []
        bundle.frameSeconds = []
        return bundle
    }

    /// Rows of `tokens` in block order; values of row r, column c are exact in half precision.
    static func rows(_ count: Int) -> [Float] {
        (0..<count * dimension).map { Float($0 / dimension) + Float($0 % dimension) / 8 }
    }

    /// Block ranks of the kept tokens in the spool's order: video first, then audio.
    private static func spoolOrder(of bundle: TokenBundle) -> [Int] {
        let kept = zip(bundle.modality, bundle.keep ?? []).filter(\.1).map(\.0)
        return kept.indices.filter { kept[$0] == 1 } + kept.indices.filter { kept[$0] == 2 }
    }

    /// A spool filled with `rows`.
    static func spool(
        for bundle: TokenBundle, path: String, precision: TokenPrecision = .f16, memoryLimitBytes: Int = 1 << 20
    ) throws -> TokenSpool {
        let spool = try TokenSpool(
            rowCount: bundle.keptCount, dimension: dimension, precision: precision, path: path,
            memoryLimitBytes: memoryLimitBytes)
        let rows = rows(bundle.keptCount)
        let ordered = spoolOrder(of: bundle).flatMap { rows[$0 * dimension..<($0 + 1) * dimension] }
        try ordered.withUnsafeBufferPointer { try spool.write(rows: $0, at: 0) }
        return spool
    }

    static func document(of bundle: TokenBundle, timings: [String: Double] = ["index": 0.25]) -> BundleDocument {
        let counts = CountSummary(bundle)
        return BundleDocument(
            provenance: Provenance(bundle.metadata),
            source: SourceSummary(
                name: bundle.metadata.sourceName, bytes: bundle.metadata.sourceBytes,
                sha256: bundle.metadata.sourceSHA256, format: "mov,mp4,m4a", durationSeconds: 2.4,
                video: bundle.patchCount == 0
                    ? nil
                    : VideoStreamSummary(
                        streamIndex: 0, codec: "h264", pixelFormat: "yuv420p", width: 640, height: 360,
                        rotationDegrees: -90, frameCount: 72, framesPerSecond: 30, decodeStrategy: "skip"),
                audio: bundle.audioKeep.isEmpty
                    ? nil : AudioStreamSummary(streamIndex: 1, codec: "aac", sampleRate: 44_100, channels: 2)),
            parameters: ParameterSummary(bundle.metadata.parameters),
            configuration: .object(["jobs": .integer(2), "profile": .string("qwen2.5-omni")]),
            sampling: SamplingSummary(bundle.metadata, frames: bundle.frameIndex.count), counts: counts,
            inputs: InputSummary(bundle),
            windows: WindowSummary.table(of: bundle),
            cost: CostSummary(
                model: "qwen2.5-omni-7b", full: cost(counts.block.total), compressed: cost(counts.block.kept)),
            warnings: [ReportedWarning(code: "corrupt_packets", message: "12 corrupt packets skipped", count: 12)],
            timings: timings)
    }

    private static func cost(_ tokens: Int) -> CostEstimate {
        CostEstimate(
            tokens: tokens, prefillFLOPs: Double(tokens) * 1.5e10, decodeFLOPs: 1.25e12, keyValueBytes: tokens * 57_344)
    }
}
