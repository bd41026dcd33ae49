import OmniZipCore

/// Which tokens of a clip stay and which are merged into them: what transfers from one encoder to another.
///
/// The block holds each modality's tokens in their own order, so the n-th video position is video token n.
public struct PruningPlan: Sendable, Equatable {
    /// Cells of a patch; 0 x 0 without video.
    public var grid: CellGrid
    /// Temporal patches, T.
    public var patchCount: Int
    /// 1 video, 2 audio. [M]
    public var modality: [UInt8]
    /// Kept video tokens. [T * H * W]
    public var videoKeep: [Bool]
    /// Kept audio tokens. [A]
    public var audioKeep: [Bool]
    /// Attention received, as selection used it. [A]
    public var audioSaliency: [Float]
    /// Largest cosine of each audio token to a video token of its window. [A]
    public var audioVideoScore: [Float]
    /// Consolidation.
    public var merges: MergeTable
    /// Windows in order.
    public var windows: [PlanWindow]
    /// Every parameter of the compression.
    public var parameters: CompressionParameters
    /// How the tokens were chosen.
    public var method: SelectionMethod

    /// A plan.
    public init(
        grid: CellGrid, patchCount: Int, modality: [UInt8], videoKeep: [Bool], audioKeep: [Bool],
        audioSaliency: [Float], audioVideoScore: [Float], merges: MergeTable, windows: [PlanWindow],
        parameters: CompressionParameters, method: SelectionMethod = .omnizip
    ) {
        self.grid = grid
        self.patchCount = patchCount
        self.modality = modality
        self.videoKeep = videoKeep
        self.audioKeep = audioKeep
        self.audioSaliency = audioSaliency
        self.audioVideoScore = audioVideoScore
        self.merges = merges
        self.windows = windows
        self.parameters = parameters
        self.method = method
    }

    /// Reads and checks the plan that a bundle or a file of compressed embeddings holds.
    ///
    /// #### Errors
    /// `system` and `malformed` if it is no sound safetensors file, `unsupported` for another schema, `invalid` with the
    /// first broken rule.
    public init(path: String) throws(BundleError) {
        let file = try SafetensorsReader(path: path)
        switch file.header.metadata["schema"] {
        case BundleMetadata.schema: self = try BundleReader(path: path).bundle.plan
        case CompressedEmbeddings.schema: self = try CompressedPlanParser(file: file).checkedPlan()
        case let schema:
            throw BundleError(
                code: .unsupported, operation: "read plan", path: path,
                cause: schema.map { "the schema is \"\($0)\"" } ?? "it names no schema",
                remedy: "a plan is a bundle of omnizip run or an output of omnizip compress")
        }
    }

    /// Kept positions of the block. [M]; nil if modality and masks disagree about the number of tokens.
    public var keep: [Bool]? { BlockMask.keep(modality: modality, videoKeep: videoKeep, audioKeep: audioKeep) }

    /// Kept tokens of one modality.
    public func keptCount(of modality: TokenModality) -> Int {
        BlockMask.trueCount(modality == .video ? videoKeep : audioKeep)
    }
}

extension TokenBundle {
    /// The plan in the bundle.
    public var plan: PruningPlan {
        PruningPlan(
            grid: grid, patchCount: patchCount, modality: modality, videoKeep: videoKeep, audioKeep: audioKeep,
            audioSaliency: audioSaliency, audioVideoScore: audioVideoScore, merges: merges,
            windows: windows.map {
                PlanWindow(
                    patches: $0.patches, audio: $0.audio, retention: $0.retention, baseRate: $0.baseRate, rate: $0.rate)
            }, parameters: metadata.parameters, method: metadata.method)
    }
}
