/// Evenly spread tokens, at the counts of each window and patch.
enum UniformBaseline {
    static func masks(for input: BaselineInput) -> BaselineMasks {
        let rank = R2Sequence.rank(height: input.grid.height, width: input.grid.width)
        let video = input.keptCellsPerPatch.flatMap { kept in rank.map { $0 < kept } }
        return BaselineMasks(audioKeep: audioKeep(for: input), videoKeep: video)
    }

    /// Evenly spread tokens of each window.
    static func audioKeep(for input: BaselineInput) -> [Bool] {
        input.windows.flatMap { window in
            let kept = input.keptAudio(of: window)
            return R2Sequence.rank(height: 1, width: window.audio.count).map { $0 < kept }
        }
    }
}
