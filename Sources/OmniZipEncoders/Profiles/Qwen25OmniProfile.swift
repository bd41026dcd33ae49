import OmniZipCore

/// Qwen2.5-Omni: 2 fps, cells of 28 pixels, 25 audio tokens a second, two-second chunks, whole position ids.
///
/// Frames and sizes follow qwen-omni-utils and the model's Hugging Face processor; order and ids follow that
/// processor's interleaving and the model's TMRoPE.
public struct Qwen25OmniProfile: QwenOmniProfile {
    private static let positionsPerSecond = 25
    private static let positionsPerChunk = 50
    /// Ids above this (111 hours) mean broken time stamps.
    private static let maximumPosition = 10_000_000

    /// "qwen2.5-omni".
    public let name = "qwen2.5-omni"
    /// 28.
    public let cellPixels = 28
    /// 25 tokens a second.
    public let audioFraming = AudioFraming.fourFrames
    /// Position ids are whole numbers.
    public let positionsAreFractional = false
    /// The processor hears 300 seconds.
    public let audioLimitSeconds: Double? = 300
    /// The processor assumes 2 frames a second.
    public let assumedFramesPerSecond = 2.0

    /// The profile.
    public init() {}

    /// Windows of 50 ids: a patch by its temporal id, an audio token by its index.
    public func windows(
        patchCount: Int, audioTokenCount: Int, secondsPerGrid: Double
    ) throws(ProfileError) -> [TimeWindow] {
        let ids = try temporalIDs(
            patchCount: patchCount, audioTokenCount: audioTokenCount, secondsPerGrid: secondsPerGrid)
        let size = Self.positionsPerChunk
        let audioWindows = (audioTokenCount + size - 1) / size
        let videoWindows = ids.last.map { Int($0) / size + 1 } ?? 0
        var patch = 0
        return (0..<max(audioWindows, videoWindows)).map { window in
            let start = patch
            while patch < patchCount, Int(ids[patch]) / size == window { patch += 1 }
            let audio = min(window * size, audioTokenCount)..<min((window + 1) * size, audioTokenCount)
            return TimeWindow(audio: audio, patches: start..<patch)
        }
    }

    /// The processor's order, chunk by chunk, video before audio, with the model's ids.
    public func layout(
        grid: CellGrid, patchCount: Int, audioTokenCount: Int, secondsPerGrid: Double
    ) throws(ProfileError) -> BlockLayout {
        let ids = try temporalIDs(
            patchCount: patchCount, audioTokenCount: audioTokenCount, secondsPerGrid: secondsPerGrid)
        guard patchCount * grid.count + audioTokenCount <= Int(Int32.max) else { throw ProfileError.clipTooLong }
        let video = chunks(tokenCount: patchCount * grid.count) { token in
            Double(token / grid.count) * secondsPerGrid * Double(Self.positionsPerSecond)
        }
        let audio = chunks(tokenCount: audioTokenCount) { Double($0) }
        var runs: [BlockRun] = []
        var place = 0
        func append(_ modality: BlockModality, _ source: Range<Int>) {
            guard !source.isEmpty else { return }
            runs.append(BlockRun(modality: modality, source: source, blockStart: place))
            place += source.count
        }
        for chunk in 0..<max(video.count, audio.count) {
            if chunk < video.count { append(.video, video[chunk]) }
            if chunk < audio.count { append(.audio, audio[chunk]) }
        }
        let next = nextPosition(grid: grid, temporalIDs: ids, audioTokenCount: audioTokenCount)
        return BlockLayout(runs: runs, grid: grid, temporalIDs: .whole(ids), nextPosition: Double(next))
    }

    /// Temporal ids: twice rounded to single precision, then truncated, as the model computes them.
    private func temporalIDs(
        patchCount: Int, audioTokenCount: Int, secondsPerGrid: Double
    ) throws(ProfileError) -> [Int32] {
        guard patchCount > 0 else {
            guard audioTokenCount <= Self.maximumPosition else { throw ProfileError.clipTooLong }
            return []
        }
        guard secondsPerGrid > 0, audioTokenCount <= Self.maximumPosition,
            Double(patchCount) * secondsPerGrid * Double(Self.positionsPerSecond) <= Double(Self.maximumPosition)
        else { throw ProfileError.clipTooLong }
        let step = Float(secondsPerGrid)
        return (0..<patchCount).map { Int32(Float($0) * step * Float(Self.positionsPerSecond)) }
    }

    /// Splits tokens into chunks by their position; a token closes at most one chunk.
    private func chunks(tokenCount: Int, position: (Int) -> Double) -> [Range<Int>] {
        guard tokenCount > 0 else { return [] }
        var result: [Range<Int>] = []
        var start = 0
        var limit = Double(Self.positionsPerChunk)
        for token in 0..<tokenCount where position(token) >= limit {
            result.append(start..<token)
            start = token
            limit += Double(Self.positionsPerChunk)
        }
        result.append(start..<tokenCount)
        return result
    }

    /// The model goes on after the largest id of the chunk that it appended last; its chunks go by whole ids.
    private func nextPosition(grid: CellGrid, temporalIDs: [Int32], audioTokenCount: Int) -> Int {
        let video = chunks(tokenCount: temporalIDs.count * grid.count) { Double(temporalIDs[$0 / grid.count]) }
        let audio = chunks(tokenCount: audioTokenCount) { Double($0) }
        if audioTokenCount > 0, audio.count >= video.count { return audioTokenCount }
        // Without audio the block is one piece.
        guard let last = audioTokenCount == 0 ? 0..<temporalIDs.count * grid.count : video.last, !last.isEmpty else {
            return 0
        }
        // Columns repeat every row and rows every patch, so a longer stretch holds them all.
        let rows = last.count >= grid.count ? grid.height - 1 : last.map { $0 % grid.count / grid.width }.max() ?? 0
        let columns = last.count >= grid.width ? grid.width - 1 : last.map { $0 % grid.width }.max() ?? 0
        return max(Int(temporalIDs[(last.upperBound - 1) / grid.count]), rows, columns) + 1
    }
}
