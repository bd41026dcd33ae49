import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipMedia

/// One clip after the last window: everything that its bundle and document are made of.
struct CompressedClip {
    let index: MediaIndex
    let video: VideoStreamIndex?
    let plan: ClipPlan
    let sound: ClipAudio
    let source: SourceFingerprint
    let outcome: ClipCompression
    let spool: TokenSpool?
    var warnings: [ReportedWarning]

    /// The bundle without its token rows.
    func bundle(name: String, ingestor: VideoIngestor) -> TokenBundle {
        let frames = plan.video?.frameIndices ?? []
        return TokenBundle(
            metadata: metadata(name: name, ingestor: ingestor), grid: plan.video?.grid ?? CellGrid(height: 0, width: 0),
            patchCount: plan.video?.patchCount ?? 0, modality: plan.layout.modality,
            positions: .integer(plan.layout.positions), videoKeep: outcome.videoKeep,
            audioKeep: plan.compression.audioKeep, audioSaliency: sound.tokens.saliency,
            audioVideoScore: outcome.audioScore, merges: outcome.mergeTable, windows: windows,
            frameIndex: frames.map { Int64($0) },
            frameSeconds: frames.map { frame in video.map { $0.seconds(ofFrame: frame) } ?? 0 })
    }

    /// The document that lies beside the bundle.
    func document(
        of bundle: TokenBundle, configuration: IngestConfiguration, timings: [IngestStage: Double]
    ) throws -> BundleDocument {
        BundleDocument(
            provenance: Provenance(bundle.metadata), source: sourceSummary(name: bundle.metadata.sourceName),
            parameters: ParameterSummary(bundle.metadata.parameters), configuration: configuration.jsonValue,
            sampling: SamplingSummary(bundle.metadata, frames: bundle.frameIndex.count), counts: CountSummary(bundle),
            windows: WindowSummary.table(of: bundle), cost: cost(of: bundle), warnings: warnings,
            timings: Dictionary(uniqueKeysWithValues: timings.map { ($0.key.rawValue, $0.value) }))
    }

    private var windows: [BundleWindow] {
        let compression = plan.compression
        return plan.windows.indices.map { index in
            BundleWindow(
                patches: plan.windows[index].patches, audio: plan.windows[index].audio,
                seconds: plan.windowTimes[index], retention: Float(compression.retention[index]),
                baseRate: Float(compression.baseRate[index]), rate: Float(compression.rate[index]))
        }
    }

    private func metadata(name: String, ingestor: VideoIngestor) -> BundleMetadata {
        let configuration = ingestor.configuration
        let merge = ingestor.spatialMerge
        let grid = plan.video?.grid ?? CellGrid(height: 0, width: 0)
        return BundleMetadata(
            generator: ProgramVersion.generator, generatorVersion: ProgramVersion.current,
            profile: ingestor.profileName, encoder: ingestor.encoderName, encoderVersion: ingestor.encoderVersion,
            dimension: ingestor.dimension, content: configuration.content, parameters: configuration.compression,
            gridTHW: [plan.video?.patchCount ?? 0, grid.height * merge, grid.width * merge],
            resizedHeight: plan.video?.pictureSize.height ?? 0, resizedWidth: plan.video?.pictureSize.width ?? 0,
            sampling: configuration.sampling.rawValue, timing: configuration.timing.rawValue,
            effectiveFramesPerSecond: plan.video?.fpsEffective ?? 0, secondsPerGrid: plan.video?.secondsPerGrid ?? 0,
            melFrames: sound.tokens.melFrameCount, audioSamples: sound.tokens.sampleCount,
            audioLeadSeconds: sound.leadSeconds, audioTruncated: sound.isTruncated,
            nextPosition: Double(plan.layout.nextPosition), sourceName: name, sourceBytes: source.bytes,
            sourceSHA256: source.sha256, part: part, configSHA256: ingestor.configSHA256)
    }

    private var part: BundlePart? {
        index.placement.map {
            BundlePart(
                startSeconds: $0.asked.startSeconds, endSeconds: $0.asked.endSeconds, originSeconds: $0.originSeconds)
        }
    }

    private func sourceSummary(name: String) -> SourceSummary {
        SourceSummary(
            name: name, bytes: source.bytes, sha256: source.sha256, format: index.formatName,
            durationSeconds: index.durationSeconds, part: part,
            video: video.map {
                VideoStreamSummary(
                    streamIndex: $0.streamIndex, codec: $0.codecName, pixelFormat: $0.pixelFormatName,
                    width: $0.displayWidth, height: $0.displayHeight, rotationDegrees: $0.rotationDegrees,
                    frameCount: $0.frameCount, framesPerSecond: $0.averageFramesPerSecond,
                    decodeStrategy: $0.decodeStrategy.summary)
            },
            audio: index.audio.map {
                AudioStreamSummary(
                    streamIndex: $0.streamIndex, codec: $0.codecName, sampleRate: $0.sampleRate, channels: $0.channels)
            })
    }

    private func cost(of bundle: TokenBundle) -> CostSummary {
        let model = CostModel.qwen25Omni7B
        func estimate(_ tokens: Int) -> CostEstimate {
            CostEstimate(
                tokens: tokens, prefillFLOPs: model.prefillFLOPs(tokens: tokens),
                decodeFLOPs: model.decodeFLOPs(tokens: tokens), keyValueBytes: model.keyValueBytes(tokens: tokens))
        }
        return CostSummary(
            model: "qwen2.5-omni-7b", full: estimate(bundle.modality.count), compressed: estimate(bundle.keptCount))
    }
}

extension DecodeStrategy {
    /// One phrase for the document.
    fileprivate var summary: String {
        switch self {
        case .skip: "skip"
        case .everything(let reason): "everything: \(reason)"
        }
    }
}
