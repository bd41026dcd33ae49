/// What saliency and geometry decide of a clip in either scope, before any token is compared: which audio tokens stay, and
/// how many video tokens every patch keeps.
public struct TokenSelection: Sendable {
    /// The parameters that it was made with.
    public let parameters: CompressionParameters
    /// The windows, in order; N of them.
    public let windows: [TimeWindow]
    /// Temporal patches, T.
    public let patchCount: Int
    /// Cells of a patch, C.
    public let cellsPerPatch: Int
    /// Audio tokens selected by saliency, [Na].
    public let dominant: [Bool]
    /// Anchors of each window, indices of the clip's audio tokens, ascending. Scope `released` places them over the whole
    /// clip.
    public let anchors: [[Int]]
    /// Kept audio tokens, dominant or anchor, [Na].
    public let audioKeep: [Bool]
    /// Share of each window's audio tokens that are kept, [N]; NaN where it has none.
    public let retention: [Double]
    /// Video pruning rate of each window before the budget, [N]; NaN where no audio guides it.
    public let baseRate: [Double]
    /// Video pruning rate of each window, [N].
    public let rate: [Double]
    /// Video tokens that each window keeps, [N].
    public let keptCells: [Int]
    /// Video tokens that each patch keeps, [T].
    public let keptCellsPerPatch: [Int]

    /// Selects in the scope that `parameters` name.
    ///
    /// - Parameters:
    ///   - saliency: attention received by each audio token, [Na], finite.
    ///   - windows: stretches that cover all audio tokens and patches once each, in order; either part may be empty.
    ///   - patchCount: temporal patches, T.
    ///   - cellsPerPatch: cells of a patch, C.
    /// - Throws: `CompressionError` if a parameter is out of range, a saliency is not finite, the windows do not tile,
    ///   or sizes are too large.
    /// - Complexity: O(Na + N log N).
    public init(
        saliency: [Float], windows: [TimeWindow], patchCount: Int, cellsPerPatch: Int,
        parameters: CompressionParameters
    ) throws(CompressionError) {
        switch parameters.scope {
        case .window:
            self.init(
                try CompressionPlan(
                    saliency: saliency, windows: windows, patchCount: patchCount, cellsPerPatch: cellsPerPatch,
                    parameters: parameters))
        case .released:
            _ = try InputValidation.tokenCount(patchCount: patchCount, cellsPerPatch: cellsPerPatch)
            try InputValidation.check(saliency: saliency)
            try InputValidation.checkTiling(windows, audioCount: saliency.count, patchCount: patchCount)
            try parameters.validate(guided: windows.contains(where: \.isGuided))
            self.init(
                ReleasedSelection(
                    saliency: saliency, windows: windows, cellsPerPatch: cellsPerPatch, parameters: parameters),
                windows: windows, patchCount: patchCount, cellsPerPatch: cellsPerPatch, parameters: parameters)
        }
    }

    /// The patches of a window in pieces that are compressed at once, each with 16 MB of tokens or two patches.
    ///
    /// - Parameter dimension: values of a token.
    public func pieces(of window: Int, dimension: Int) -> [Range<Int>] {
        let range = windows[window].patches
        // Odd patches are compared with the even ones before them: pieces begin at even ones.
        let perPiece = max(2, Self.pieceValues / max(cellsPerPatch * dimension, 1) & ~1)
        return stride(from: range.lowerBound, to: range.upperBound, by: perPiece).map {
            $0..<min($0 + perPiece, range.upperBound)
        }
    }

    private static let pieceValues = 1 << 22

    private init(_ plan: CompressionPlan) {
        parameters = plan.parameters
        windows = plan.windows
        patchCount = plan.patchCount
        cellsPerPatch = plan.cellsPerPatch
        dominant = plan.dominant
        anchors = plan.anchors
        audioKeep = plan.audioKeep
        retention = plan.retention
        baseRate = plan.baseRate
        rate = plan.rate
        keptCells = plan.keptCells
        keptCellsPerPatch = plan.keptCellsPerPatch
    }

    private init(
        _ selection: ReleasedSelection, windows: [TimeWindow], patchCount: Int, cellsPerPatch: Int,
        parameters: CompressionParameters
    ) {
        self.parameters = parameters
        self.windows = windows
        self.patchCount = patchCount
        self.cellsPerPatch = cellsPerPatch
        dominant = selection.dominant
        let isAnchor = selection.anchors.reduce(into: [Bool](repeating: false, count: dominant.count)) {
            $0[$1] = true
        }
        anchors = windows.map { window in window.audio.filter { isAnchor[$0] } }
        audioKeep = selection.audioKeep
        retention = selection.retention
        baseRate = selection.baseRate
        rate = selection.rate
        keptCells = selection.keptCells
        keptCellsPerPatch = selection.keptCellsPerPatch
    }
}
