import OmniZipKernels

/// One baseline, patch after patch: the same masks as `Baseline.masks`, with the memory of four patches instead of that
/// of a clip.
public struct BaselineStream: Sendable {
    /// What comes of a patch.
    public struct Choice: Sendable, Equatable {
        /// The first patch that the choice is about.
        public let firstPatch: Int
        /// Kept cells of one or more patches, [patches * C].
        public let keep: [Bool]
    }

    /// The method.
    public let method: Baseline
    /// Kept audio tokens, [Na].
    public let audioKeep: [Bool]
    /// Video tokens that each patch keeps, [T]; for `dycoke` the sum over four patches counts.
    public let keptCellsPerPatch: [Int]
    private let rank: [Int]
    private var rotating: RotatingRank
    private var turns: MotionTurns
    private var nextPatch = 0
    private var generator: SplitMix64
    private var group: [Float] = []
    private var groupStart = 0

    /// A stream for what `input` keeps; its video tokens and cell motion are not needed.
    ///
    /// - Parameter audioTokens: the audio tokens of a range, [range.count, D]; asked window by window, for `dycoke`.
    /// - Throws: `CompressionError` if `energy` lacks the audio's levels, they are not as many as the audio tokens, or
    ///   one is not finite; if what `dycoke` gets from `audioTokens` has another number of rows, rows without values,
    ///   or values that are not finite.
    public init(
        method: Baseline, input: BaselineInput, audioTokens: (Range<Int>) -> TokenMatrix
    ) throws(CompressionError) {
        self.method = method
        rank = R2Sequence.rank(height: input.grid.height, width: input.grid.width)
        rotating = RotatingRank(grid: input.grid)
        turns = MotionTurns(grid: input.grid)
        generator = SplitMix64(seed: input.seed)
        keptCellsPerPatch = method == .fixed ? FixedBaseline.keptCellsPerPatch(input) : input.keptCellsPerPatch
        switch method {
        case .random:
            var audio = [Bool](repeating: false, count: input.audioKeep.count)
            for window in input.windows {
                RandomBaseline.draw(input.keptAudio(of: window), from: window.audio, &generator, into: &audio)
            }
            audioKeep = audio
        case .uniform: audioKeep = UniformBaseline.audioKeep(for: input)
        case .fixed: audioKeep = input.audioKeep
        case .energy: audioKeep = try EnergyBaseline.audioKeep(for: input)
        case .dycoke:
            var audio: [Bool] = []
            for (index, window) in input.windows.enumerated() {
                let tokens = try input.tokens(
                    audioTokens(window.audio), rows: window.audio.count, named: "audio tokens of window \(index)",
                    for: .dycoke)
                audio += DyCokeBaseline.keep(
                    input.keptAudio(of: window), of: DyCokeBaseline.unit(tokens, 0..<tokens.rows), members: 1,
                    rank: R2Sequence.rank(height: 1, width: tokens.rows))
            }
            audioKeep = audio
        }
    }

    /// Takes the next patch; what is chosen once it is known, or nil where the method waits for more patches.
    ///
    /// - Parameters:
    ///   - patch: its number.
    ///   - tokens: its video tokens, [C, D]; only `dycoke` looks at them.
    ///   - motion: its motion by cell, [C], finite; may be empty but for `energy`.
    ///   - order: its cells in OmniZip's order (`WindowCellOrder`), [C]; may be empty but for `fixed`.
    ///   - dimension: width of a token, D.
    /// - Precondition: patches come in order, each of 0..<T once, with all that the method looks at.
    public mutating func choose(
        patch: Int, tokens: UnsafeBufferPointer<Float>, motion: [Float], order: ArraySlice<Int32>, dimension: Int
    ) -> Choice? {
        precondition(patch == nextPatch && patch < keptCellsPerPatch.count, "patches come in order")
        nextPatch += 1
        let kept = keptCellsPerPatch[patch]
        switch method {
        case .uniform:
            return Choice(firstPatch: patch, keep: UniformBaseline.keep(kept, rank: rotating.next(kept: kept)))
        case .energy:
            precondition(motion.count == rank.count, "not the motion of every cell")
            return Choice(firstPatch: patch, keep: turns.keep(kept, motion: motion))
        case .random:
            var mask = [Bool](repeating: false, count: rank.count)
            RandomBaseline.draw(kept, from: 0..<rank.count, &generator, into: &mask)
            return Choice(firstPatch: patch, keep: mask)
        case .fixed:
            precondition(order.count == rank.count, "not the order of every cell")
            return Choice(
                firstPatch: patch, keep: WindowCellOrder.mask(of: Array(order), keptPerPatch: [kept]))
        case .dycoke:
            precondition(tokens.count == rank.count * dimension, "not the tokens of every cell")
            if group.isEmpty { groupStart = patch }
            group += tokens
            let patches = groupStart..<patch + 1
            let isComplete = patches.count == DyCokeBaseline.groupSize || patch + 1 == keptCellsPerPatch.count
            guard isComplete else { return nil }
            let matrix = TokenMatrix(rows: patches.count * rank.count, columns: dimension, values: group)
            group.removeAll(keepingCapacity: true)
            return Choice(
                firstPatch: groupStart,
                keep: DyCokeBaseline.keep(
                    keptCellsPerPatch[patches].reduce(0, +), of: DyCokeBaseline.unit(matrix, 0..<matrix.rows),
                    members: rank.count, rank: rank))
        }
    }
}
