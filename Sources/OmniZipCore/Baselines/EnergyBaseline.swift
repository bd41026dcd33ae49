import OmniZipKernels

/// The loudest audio tokens of each window and the cells of each patch that moved most; among cells that moved as much,
/// evenly spread ones, which take turns from patch to patch.
enum EnergyBaseline {
    static func masks(for input: BaselineInput) throws(CompressionError) -> BaselineMasks {
        let cells = input.grid.count
        let audio = try audioKeep(for: input)
        let motion = try input.values(
            input.cellMotion, count: input.keptCellsPerPatch.count * cells, named: "cell motion", for: .energy)
        var turns = MotionTurns(grid: input.grid)
        let video = input.keptCellsPerPatch.enumerated().flatMap { patch, kept in
            turns.keep(kept, motion: Array(motion[patch * cells..<(patch + 1) * cells]))
        }
        return BaselineMasks(audioKeep: audio, videoKeep: video)
    }

    /// The loudest tokens of each window.
    static func audioKeep(for input: BaselineInput) throws(CompressionError) -> [Bool] {
        let level = try input.values(
            input.audioLevel, count: input.audioKeep.count, named: "audio level", for: .energy)
        var audio = [Bool](repeating: false, count: level.count)
        for window in input.windows {
            mark(input.keptAudio(of: window), of: window.audio, by: level, rank: { $0 }, into: &audio)
        }
        return audio
    }

    /// Marks the `count` largest of `range`; among equals the smaller `rank` of the offset in the range wins.
    static func mark(
        _ count: Int, of range: Range<Int>, by values: [Float], rank: (Int) -> Int, into mask: inout [Bool]
    ) {
        var entries = range.enumerated().map { offset, index in
            ScoredIndex(score: Double(values[index]), rank: Int32(rank(offset)), index: Int32(index))
        }
        entries.withUnsafeMutableBufferPointer { TopK.select(count, of: $0) }
        for entry in entries[..<count] { mask[Int(entry.index)] = true }
    }
}
