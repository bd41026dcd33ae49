import OmniZipCore

/// One window as a bundle stores it.
public struct BundleWindow: Sendable, Equatable {
    /// Temporal patches, half-open.
    public var patches: Range<Int>
    /// Audio tokens, half-open.
    public var audio: Range<Int>
    /// Media time, half-open: start and end.
    public var seconds: Range<Double>
    /// Kept audio tokens / audio tokens, S_a; NaN where there is no audio.
    public var retention: Float
    /// Video pruning rate before the budget; NaN where unguided.
    public var baseRate: Float
    /// Video pruning rate after the budget.
    public var rate: Float

    /// A window.
    public init(
        patches: Range<Int>, audio: Range<Int>, seconds: Range<Double>, retention: Float, baseRate: Float, rate: Float
    ) {
        self.patches = patches
        self.audio = audio
        self.seconds = seconds
        self.retention = retention
        self.baseRate = baseRate
        self.rate = rate
    }
}

/// Everything of a bundle but the rows of its tokens and the content of the model's inputs.
///
/// The block holds each modality's tokens in their own order, so the n-th video position is video token n.
public struct TokenBundle: Sendable, Equatable {
    /// Provenance and geometry.
    public var metadata: BundleMetadata
    /// Cells of a patch; 0 x 0 without video.
    public var grid: CellGrid
    /// Temporal patches, T.
    public var patchCount: Int
    /// 1 video, 2 audio. [M]
    public var modality: [UInt8]
    /// Position ids of the unpruned block.
    public var positions: BlockPositions
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
    public var windows: [BundleWindow]
    /// Index of each sampled frame in presentation order. [F]
    public var frameIndex: [Int64]
    /// Its presentation time on the shared clock. [F]
    public var frameSeconds: [Double]
    /// Sizes of the model's inputs that the file carries.
    public var inputs: BundleInputs

    /// A bundle's content.
    public init(
        metadata: BundleMetadata, grid: CellGrid, patchCount: Int, modality: [UInt8], positions: BlockPositions,
        videoKeep: [Bool], audioKeep: [Bool], audioSaliency: [Float], audioVideoScore: [Float], merges: MergeTable,
        windows: [BundleWindow], frameIndex: [Int64], frameSeconds: [Double], inputs: BundleInputs = .none
    ) {
        self.metadata = metadata
        self.grid = grid
        self.patchCount = patchCount
        self.modality = modality
        self.positions = positions
        self.videoKeep = videoKeep
        self.audioKeep = audioKeep
        self.audioSaliency = audioSaliency
        self.audioVideoScore = audioVideoScore
        self.merges = merges
        self.windows = windows
        self.frameIndex = frameIndex
        self.frameSeconds = frameSeconds
        self.inputs = inputs
    }

    /// Kept tokens, L.
    public var keptCount: Int { BlockMask.trueCount(videoKeep) + BlockMask.trueCount(audioKeep) }

    /// Kept positions of the block. [M]; nil if modality and masks disagree about the number of tokens.
    public var keep: [Bool]? { BlockMask.keep(modality: modality, videoKeep: videoKeep, audioKeep: audioKeep) }
}

/// Masks of the block and of its modalities.
enum BlockMask {
    static func trueCount(_ mask: [Bool]) -> Int { mask.reduce(0) { $0 + ($1 ? 1 : 0) } }

    /// Interleaves two masks in the block's order; nil if the counts differ or a modality is unknown.
    static func keep(modality: [UInt8], videoKeep: [Bool], audioKeep: [Bool]) -> [Bool]? {
        guard modality.count == videoKeep.count + audioKeep.count else { return nil }
        var video = 0
        var audio = 0
        var keep: [Bool] = []
        keep.reserveCapacity(modality.count)
        for kind in modality {
            switch kind {
            case 1 where video < videoKeep.count:
                keep.append(videoKeep[video])
                video += 1
            case 2 where audio < audioKeep.count:
                keep.append(audioKeep[audio])
                audio += 1
            default: return nil
            }
        }
        return keep
    }
}
