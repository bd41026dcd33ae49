/// Evenly spread tokens, at the counts of each window and patch.
enum UniformBaseline {
    static func masks(for input: BaselineInput) -> BaselineMasks {
        var order = RotatingRank(grid: input.grid)
        let video = input.keptCellsPerPatch.flatMap { kept in keep(kept, rank: order.next(kept: kept)) }
        return BaselineMasks(audioKeep: audioKeep(for: input), videoKeep: video)
    }

    /// The cells of one patch that come first, [C].
    static func keep(_ kept: Int, rank: [Int]) -> [Bool] { rank.map { $0 < kept } }

    /// Evenly spread tokens of each window.
    static func audioKeep(for input: BaselineInput) -> [Bool] {
        input.windows.flatMap { window in
            let kept = input.keptAudio(of: window)
            return R2Sequence.rank(height: 1, width: window.audio.count).map { $0 < kept }
        }
    }
}
