/// Any tokens, at the counts of each window and patch.
enum RandomBaseline {
    static func masks(for input: BaselineInput) -> BaselineMasks {
        var generator = SplitMix64(seed: input.seed)
        var audio = [Bool](repeating: false, count: input.audioKeep.count)
        for window in input.windows {
            draw(input.keptAudio(of: window), from: window.audio, &generator, into: &audio)
        }
        let cells = input.grid.count
        var video = [Bool](repeating: false, count: input.keptCellsPerPatch.count * cells)
        for (patch, kept) in input.keptCellsPerPatch.enumerated() {
            draw(kept, from: patch * cells..<(patch + 1) * cells, &generator, into: &video)
        }
        return BaselineMasks(audioKeep: audio, videoKeep: video)
    }

    /// Marks `count` members of `range`, every subset with the same probability (Fisher and Yates).
    static func draw(
        _ count: Int, from range: Range<Int>, _ generator: inout SplitMix64, into mask: inout [Bool]
    ) {
        var rest = Array(range)
        for i in 0..<count {
            rest.swapAt(i, i + generator.next(below: rest.count - i))
            mask[rest[i]] = true
        }
    }
}

/// A small generator with the same numbers everywhere (Steele, Lea and Flood 2014).
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in 0..<bound; the bias is below bound / 2^64.
    mutating func next(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
