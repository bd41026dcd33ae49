import OmniZipCore

/// Qwen3-Omni: 2 fps, cells of 32 pixels, 13 audio tokens a second, tokens merged one by one in time order, real ids.
///
/// Frames and sizes follow qwen-omni-utils called with the model's patch size (`image_patch_size=16`) and its Hugging
/// Face processor; order and ids follow that processor's `replace_video_with_audio_token` and the model's
/// `get_rope_index` (transformers, qwen3_omni_moe).
public struct Qwen3OmniProfile: QwenOmniProfile {
    private static let positionsPerSecond = 13
    private static let positionsPerWindow = 26
    /// Ids above this (111 hours) mean broken time stamps; single precision still tells neighbours apart.
    private static let maximumPosition = 5_200_000

    /// "qwen3-omni".
    public let name = "qwen3-omni"
    /// 32.
    public let cellPixels = 32
    /// 13 tokens a second.
    public let audioFraming = AudioFraming.secondsOfThirteen
    /// Temporal ids are not rounded.
    public let positionsAreFractional = true
    /// The processor hears all of it.
    public let audioLimitSeconds: Double? = nil
    /// The processor assumes 1 frame a second.
    public let assumedFramesPerSecond = 1.0

    /// The profile.
    public init() {}

    /// Windows of two seconds of media time, 26 ids: a patch by its time, an audio token by its index.
    public func windows(
        patchCount: Int, audioTokenCount: Int, secondsPerGrid: Double
    ) throws(ProfileError) -> [TimeWindow] {
        try check(patchCount: patchCount, audioTokenCount: audioTokenCount, secondsPerGrid: secondsPerGrid)
        let size = Self.positionsPerWindow
        let audioWindows = (audioTokenCount + size - 1) / size
        let videoWindows =
            patchCount > 0 ? window(ofPatch: patchCount - 1, secondsPerGrid: secondsPerGrid) + 1 : 0
        var patch = 0
        return (0..<max(audioWindows, videoWindows)).map { index in
            let start = patch
            while patch < patchCount, window(ofPatch: patch, secondsPerGrid: secondsPerGrid) == index { patch += 1 }
            let audio = min(index * size, audioTokenCount)..<min((index + 1) * size, audioTokenCount)
            return TimeWindow(audio: audio, patches: start..<patch)
        }
    }

    /// The processor's order: a patch goes before the first audio token that does not begin earlier.
    public func layout(
        grid: CellGrid, patchCount: Int, audioTokenCount: Int, secondsPerGrid: Double
    ) throws(ProfileError) -> BlockLayout {
        try check(patchCount: patchCount, audioTokenCount: audioTokenCount, secondsPerGrid: secondsPerGrid)
        guard patchCount * grid.count + audioTokenCount <= Int(Int32.max) else { throw ProfileError.clipTooLong }
        var runs: [BlockRun] = []
        var place = 0
        func append(_ modality: BlockModality, _ source: Range<Int>) {
            guard !source.isEmpty else { return }
            runs.append(BlockRun(modality: modality, source: source, blockStart: place))
            place += source.count
        }
        var audio = 0
        for patch in 0..<patchCount {
            let start = audio
            let time = position(ofPatch: patch, secondsPerGrid: secondsPerGrid)
            while audio < audioTokenCount, time > Double(audio) { audio += 1 }
            append(.audio, start..<audio)
            append(.video, patch * grid.count..<(patch + 1) * grid.count)
        }
        append(.audio, audio..<audioTokenCount)
        let step = Float(patchCount > 0 ? secondsPerGrid : 0)
        let ids = (0..<patchCount).map { Float($0) * step * Float(Self.positionsPerSecond) }
        let next = nextPosition(grid: grid, temporalIDs: ids, audioTokenCount: audioTokenCount, runs: runs)
        return BlockLayout(runs: runs, grid: grid, temporalIDs: .real(ids), nextPosition: next)
    }

    /// Time of a patch in ids, in double precision and in the processor's order of products.
    private func position(ofPatch patch: Int, secondsPerGrid: Double) -> Double {
        Double(patch) * secondsPerGrid * Double(Self.positionsPerSecond)
    }

    private func window(ofPatch patch: Int, secondsPerGrid: Double) -> Int {
        Int(position(ofPatch: patch, secondsPerGrid: secondsPerGrid) / Double(Self.positionsPerWindow))
    }

    /// The model goes on after the largest id of what it appended last: the tokens that were left when the other
    /// modality had run out.
    private func nextPosition(
        grid: CellGrid, temporalIDs: [Float], audioTokenCount: Int, runs: [BlockRun]
    ) -> Double {
        guard let last = runs.last else { return 0 }
        if last.modality == .audio { return Double(audioTokenCount) }
        // The runs that end the block with video alone; earlier ones are followed by audio.
        let largest = max(temporalIDs.last ?? 0, Float(grid.height - 1), Float(grid.width - 1))
        return Double(largest + 1)
    }

    private func check(patchCount: Int, audioTokenCount: Int, secondsPerGrid: Double) throws(ProfileError) {
        guard audioTokenCount <= Self.maximumPosition else { throw ProfileError.clipTooLong }
        guard patchCount > 0 else { return }
        guard secondsPerGrid > 0,
            position(ofPatch: patchCount, secondsPerGrid: secondsPerGrid) <= Double(Self.maximumPosition)
        else { throw ProfileError.clipTooLong }
    }
}
