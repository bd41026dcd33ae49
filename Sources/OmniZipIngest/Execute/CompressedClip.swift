import OmniZipBundle
import OmniZipCore
import OmniZipEncoders

/// One clip after the last window: everything that its bundle and document are made of.
struct CompressedClip {
    let clip: IndexedClip
    let configuration: IngestConfiguration
    let plan: ClipPlan
    let source: SourceFingerprint
    let outcome: ClipCompression
    /// The plan with the encoder's own saliency, where another was given.
    let builtIn: CompressionPlan?
    let spool: TokenSpool?
    /// The model's own inputs; nil if they are not wanted.
    let inputs: ModelInputs?
    let warnings: [ReportedWarning]

    /// The bundle without its token rows.
    func bundle(name: String, ingestor: VideoIngestor) -> TokenBundle {
        let frames = plan.video?.frameIndices ?? []
        return TokenBundle(
            metadata: metadata(name: name, ingestor: ingestor), grid: plan.video?.grid ?? CellGrid(height: 0, width: 0),
            patchCount: plan.video?.patchCount ?? 0, modality: plan.layout.modality,
            positions: plan.layout.positions, videoKeep: outcome.videoKeep,
            audioKeep: outcome.audioKeep, audioSaliency: clip.audio.saliency,
            audioVideoScore: outcome.audioScore, merges: outcome.mergeTable, windows: windows,
            frameIndex: frames.map { Int64($0) },
            frameSeconds: frames.map { frame in clip.video.map { $0.seconds(ofFrame: frame) } ?? 0 },
            inputs: inputs?.sizes ?? .none)
    }

    /// The document that lies beside the bundle.
    func document(
        of bundle: TokenBundle, timings: [IngestStage: Double]
    ) throws -> BundleDocument {
        BundleDocument(
            provenance: Provenance(bundle.metadata), source: sourceSummary(name: bundle.metadata.sourceName),
            parameters: ParameterSummary(bundle.metadata.parameters), configuration: configuration.jsonValue,
            sampling: SamplingSummary(bundle.metadata, frames: bundle.frameIndex.count), counts: CountSummary(bundle),
            inputs: InputSummary(bundle), windows: WindowSummary.table(of: bundle), cost: cost(of: bundle),
            saliency: saliencySummary,
            warnings: warnings,
            timings: Dictionary(uniqueKeysWithValues: timings.map { ($0.key.rawValue, $0.value) }))
    }

    private var saliencySummary: SaliencySummary? {
        guard let given = configuration.saliency, let builtIn else { return nil }
        return SaliencySummary(
            sha256: given.sha256, audioOverlap: MaskOverlap(plan.compression.audioKeep, builtIn.audioKeep),
            videoOverlap: outcome.videoOverlap)
    }

    private var windows: [BundleWindow] {
        let compression = plan.compression
        return plan.windows.indices.map { index in
            BundleWindow(
                patches: plan.windows[index].patches, audio: plan.windows[index].audio,
                seconds: plan.windowTimes[index], retention: Float(compression.retention[index]),
                baseRate: Float(compression.baseRate[index]), rate: Float(rate(ofWindow: index)))
        }
    }

    /// The share of a window's video that goes. `dycoke` moves counts between the patches of a group, which spans
    /// windows, so that only its mask tells; all others keep the plan's counts.
    private func rate(ofWindow index: Int) -> Double {
        let cells = plan.compression.cellsPerPatch
        let patches = plan.windows[index].patches
        guard configuration.method == .dycoke, !patches.isEmpty, cells > 0 else { return plan.compression.rate[index] }
        let mask = outcome.videoKeep[patches.lowerBound * cells..<patches.upperBound * cells]
        return Double(mask.count { !$0 }) / Double(mask.count)
    }

    private func metadata(name: String, ingestor: VideoIngestor) -> BundleMetadata {
        let merge = ingestor.spatialMerge
        let grid = plan.video?.grid ?? CellGrid(height: 0, width: 0)
        return BundleMetadata(
            generator: ProgramVersion.generator, generatorVersion: ProgramVersion.current,
            profile: ingestor.profileName, encoder: ingestor.encoderName, encoderVersion: ingestor.encoderVersion,
            dimension: ingestor.dimension, content: configuration.content,
            frameStorage: configuration.frameStorage, method: configuration.method,
            seed: configuration.method == .random ? RandomSeed(rawValue: configuration.seed) : nil,
            parameters: configuration.compression,
            gridTHW: [plan.video?.patchCount ?? 0, grid.height * merge, grid.width * merge],
            resizedHeight: plan.video?.pictureSize.height ?? 0, resizedWidth: plan.video?.pictureSize.width ?? 0,
            sampling: configuration.sampling.rawValue, timing: configuration.timing.rawValue,
            effectiveFramesPerSecond: plan.video?.fpsEffective ?? 0, secondsPerGrid: plan.video?.secondsPerGrid ?? 0,
            melFrames: clip.audio.melFrameCount, audioSamples: clip.audio.sampleCount,
            audioLeadSeconds: clip.audioLeadSeconds, audioTruncated: clip.audioIsTruncated,
            nextPosition: plan.layout.nextPosition, sourceName: name, sourceBytes: source.bytes,
            sourceSHA256: source.sha256, part: clip.part, saliencySHA256: configuration.saliency?.sha256,
            configSHA256: ingestor.configSHA256)
    }

    private func sourceSummary(name: String) -> SourceSummary {
        SourceSummary(
            name: name, bytes: source.bytes, sha256: source.sha256, format: clip.index.formatName,
            durationSeconds: clip.index.durationSeconds, part: clip.part, video: clip.videoSummary,
            audio: clip.audioSummary)
    }

    private func cost(of bundle: TokenBundle) -> CostSummary {
        let model = CostModel.qwen25Omni7B
        return CostSummary(
            model: "qwen2.5-omni-7b", full: CostEstimate(tokens: bundle.modality.count, model: model),
            compressed: CostEstimate(tokens: bundle.keptCount, model: model))
    }
}
