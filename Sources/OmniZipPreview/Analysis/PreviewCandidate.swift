import OmniZipBundle
import OmniZipCore

/// One way of choosing that is tried on a clip.
struct PreviewCandidate {
    /// Where the masks of video tokens come from.
    enum Cells {
        /// OmniZip's order and the plan's counts.
        case omnizip
        /// A baseline.
        case baseline(BaselineStream)
        /// A bundle: [T * C].
        case given([Bool])
    }

    let id: String
    let method: PreviewMethod
    let plan: CompressionPlan
    /// Kept audio tokens, [A].
    let audioKeep: [Bool]
    /// Whether it belongs to the table over rates.
    let isOfSweep: Bool
    /// Whether the report has its windows.
    let hasWindows: Bool
    var cells: Cells
    /// Kept video tokens from `firstToken` on, of the patches chosen so far.
    private(set) var videoKeep: [Bool] = []
    /// The first video token that `videoKeep` still holds: above 0 where no page needs the mask.
    private(set) var firstToken = 0
    /// Kept video tokens of each finished window.
    private(set) var keptCells: [Int] = []
    /// Kept cells that move, of each finished window.
    private(set) var keptMovingCells: [Int] = []
    /// Sum of squared differences of each finished window's pictures.
    private(set) var squaredErrors: [Int] = []

    init(
        id: String, method: PreviewMethod, plan: CompressionPlan, audioKeep: [Bool]? = nil,
        isOfSweep: Bool = false, hasWindows: Bool = true, cells: Cells
    ) {
        self.id = id
        self.method = method
        self.plan = plan
        self.audioKeep = audioKeep ?? plan.audioKeep
        self.isOfSweep = isOfSweep
        self.hasWindows = hasWindows && !isOfSweep
        self.cells = cells
    }

    /// Adds the masks of the next patches.
    mutating func choose(_ keep: some Sequence<Bool>) { videoKeep += keep }

    /// Whether the masks of all video tokens before `end` are known.
    func knows(tokensBefore end: Int) -> Bool { firstToken + videoKeep.count >= end }

    /// The mask of `tokens`, which are known.
    func keep(_ tokens: Range<Int>) -> ArraySlice<Bool> {
        videoKeep[tokens.lowerBound - firstToken..<tokens.upperBound - firstToken]
    }

    /// Takes in what was measured of the next window, whose tokens are `tokens`.
    ///
    /// - Parameter keepsMask: whether a page will show the mask; otherwise it is let go.
    mutating func finish(_ tokens: Range<Int>, isMoving: ArraySlice<Bool>, squaredError: Int, keepsMask: Bool) {
        let keep = keep(tokens)
        keptCells.append(keep.count { $0 })
        keptMovingCells.append(zip(keep, isMoving).count { $0 && $1 })
        squaredErrors.append(squaredError)
        guard !keepsMask else { return }
        videoKeep.removeFirst(tokens.upperBound - firstToken)
        firstToken = tokens.upperBound
    }

    /// Video tokens that window `index` keeps. Where no picture was looked at, those of the plan.
    func keptCells(ofWindow index: Int) -> Int {
        let patches = plan.windows[index].patches
        let range = patches.lowerBound * plan.cellsPerPatch..<patches.upperBound * plan.cellsPerPatch
        if index < keptCells.count { return keptCells[index] }
        switch cells {
        case .omnizip: return plan.keptCells[index]
        case .baseline(let stream): return stream.keptCellsPerPatch[patches].reduce(0, +)
        case .given(let keep): return keep[range].count { $0 }
        }
    }
}
