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
    /// Whether the report has its windows.
    let hasWindows: Bool
    var cells: Cells
    /// Kept video tokens of the patches chosen so far, [patches * C].
    var videoKeep: [Bool] = []
    /// Sum of squared differences of each finished window's pictures.
    var squaredErrors: [Int] = []
    /// Merges of audio tokens, where a page shows them.
    var anchorMerges: [MergeEntry] = []

    init(
        id: String, method: PreviewMethod, plan: CompressionPlan, audioKeep: [Bool]? = nil, hasWindows: Bool,
        cells: Cells
    ) {
        self.id = id
        self.method = method
        self.plan = plan
        self.audioKeep = audioKeep ?? plan.audioKeep
        self.hasWindows = hasWindows
        self.cells = cells
    }

    /// Video tokens that window `index` keeps: exact also where no picture was looked at.
    func keptCells(ofWindow index: Int) -> Int {
        let patches = plan.windows[index].patches
        let range = patches.lowerBound * plan.cellsPerPatch..<patches.upperBound * plan.cellsPerPatch
        if range.upperBound <= videoKeep.count { return videoKeep[range].count { $0 } }
        switch cells {
        case .omnizip: return plan.keptCells[index]
        case .baseline(let stream): return stream.keptCellsPerPatch[patches].reduce(0, +)
        case .given(let keep): return keep[range].count { $0 }
        }
    }
}
