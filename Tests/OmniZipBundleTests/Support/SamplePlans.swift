import OmniZipBundle
import OmniZipCore

/// Small sound plans to start from.
enum SamplePlans {
    /// Three patches of 1 x 2 cells and four audio tokens in two windows: 2 video, 2 audio, 4 video, 2 audio.
    ///
    /// Half of the video is kept, and audio token 1 is merged into token 0.
    static func sound() -> PruningPlan {
        let modality: [UInt8] = [1, 1, 2, 2, 1, 1, 1, 1, 2, 2]
        var merges = MergeTable.Builder()
        merges.addRaw(
            anchor: 0, sources: [(index: 1, weight: 1)],
            blockPositions: MergeTable.blockPositions(of: 2, in: modality))
        return PruningPlan(
            grid: CellGrid(height: 1, width: 2), patchCount: 3, modality: modality,
            videoKeep: [true, false, false, true, true, false], audioKeep: [true, false, false, true],
            audioSaliency: [0.1, 0.2, 0.3, 0.4], audioVideoScore: [0, 0.5, 0, 1], merges: merges.table(),
            windows: [
                PlanWindow(patches: 0..<1, audio: 0..<2, retention: 0.5, baseRate: 0.5, rate: 0.5),
                PlanWindow(patches: 1..<3, audio: 2..<4, retention: 0.5, baseRate: 0.5, rate: 0.5),
            ], parameters: CompressionParameters(rhoVideo: 0.5))
    }

    /// Writes a plan with tokens 3 wide, counted through.
    static func write(_ plan: PruningPlan, to path: String, rows: Int = 5) throws {
        let spool = try TokenSpool(rowCount: rows, dimension: 3, precision: .f32, path: path)
        try (0..<rows * 3).map { Float($0) }.withUnsafeBufferPointer { try spool.write(rows: $0, at: 0) }
        try CompressedEmbeddings(plan: plan, sourceName: "x.safetensors", generatorVersion: "0.1.0")
            .write(to: path, tokens: spool)
    }
}
