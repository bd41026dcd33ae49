extension CompressionPlan {
    /// What saliency and geometry decide in the scope that `parameters` name. Scope `released` places its anchors over the
    /// whole clip; they are listed by the window that they fall into.
    ///
    /// - Parameters: as of the initialiser, but for the scope.
    /// - Throws: as the initialiser.
    /// - Complexity: O(Na + T + N log N); guidance `floor` sorts the saliency, O(Na log Na + T + N log N).
    public static func inAnyScope(
        saliency: [Float], windows: [TimeWindow], patchCount: Int, cellsPerPatch: Int,
        parameters: CompressionParameters
    ) throws(CompressionError) -> CompressionPlan {
        guard parameters.scope == .released else {
            return try CompressionPlan(
                saliency: saliency, windows: windows, patchCount: patchCount, cellsPerPatch: cellsPerPatch,
                parameters: parameters)
        }
        _ = try InputValidation.tokenCount(patchCount: patchCount, cellsPerPatch: cellsPerPatch)
        try InputValidation.check(saliency: saliency)
        try InputValidation.checkTiling(windows, audioCount: saliency.count, patchCount: patchCount)
        try parameters.validate(guided: windows.contains(where: \.isGuided))
        return CompressionPlan(
            ReleasedSelection(
                saliency: saliency, windows: windows, cellsPerPatch: cellsPerPatch, parameters: parameters),
            windows: windows, patchCount: patchCount, cellsPerPatch: cellsPerPatch, parameters: parameters)
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
