/// Evenly spread tokens, at the counts of each window and patch.
enum UniformBaseline {
    static func masks(for input: BaselineInput) -> BaselineMasks {
        var audio: [Bool] = []
        for window in input.windows {
            let rank = R2Sequence.rank(height: 1, width: window.audio.count)
            let kept = input.keptAudio(of: window)
            audio += rank.map { $0 < kept }
        }
        let rank = R2Sequence.rank(height: input.grid.height, width: input.grid.width)
        let video = input.keptCellsPerPatch.flatMap { kept in rank.map { $0 < kept } }
        return BaselineMasks(audioKeep: audio, videoKeep: video)
    }
}
