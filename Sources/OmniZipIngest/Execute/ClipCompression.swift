import OmniZipBundle
import OmniZipCore
import OmniZipEncoders

/// What the windows of a clip added up to: masks, scores and merges of the whole clip.
struct ClipCompression {
    /// Kept audio tokens, [A].
    let audioKeep: [Bool]
    /// Kept video tokens, [T * H * W].
    private(set) var videoKeep: [Bool] = []
    /// Largest cosine of each audio token to a video token of its window, [A].
    private(set) var audioScore: [Float] = []
    /// How far the video masks of a compared plan agree.
    private(set) var videoOverlap = MaskOverlap()
    private var merges = MergeTable.Builder()
    private let videoPositions: [Int32]
    private let audioPositions: [Int32]

    init(layout: BlockLayout, audioKeep: [Bool]) {
        self.audioKeep = audioKeep
        videoPositions = layout.blockPositions(of: .video)
        audioPositions = layout.blockPositions(of: .audio)
    }

    /// The merge table in block positions.
    var mergeTable: MergeTable { merges.table() }

    mutating func append(_ result: CompressedWindow, of window: TimeWindow) {
        videoKeep += result.videoKeep
        audioScore += result.audioScore
        merges.addRaw(result.anchorMerges, blockPositions: audioPositions)
        merges.addLinear(result.videoMerges, blockPositions: videoPositions)
    }

    /// Adds the mask of the next video tokens, which are as they were encoded.
    mutating func append(videoKeep keep: [Bool]) { videoKeep += keep }

    /// Adds the scores of the next window's audio tokens.
    mutating func append(audioScore score: [Float]) { audioScore += score }

    /// Counts a window's video mask against that of another plan.
    mutating func compare(_ result: CompressedWindow, with other: CompressedWindow) {
        videoOverlap.add(result.videoKeep, other.videoKeep)
    }
}
