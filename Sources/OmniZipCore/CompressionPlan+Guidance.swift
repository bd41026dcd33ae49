extension CompressionPlan {
    /// The same plan without audio guidance: every window loses the same share of its video (baseline `fixed`). Audio,
    /// anchors and the clip's count stay; base rates stay what audio would have asked for.
    ///
    /// - Parameter grid: the cells of a patch.
    /// - Throws: `CompressionError` where the grid is not the plan's.
    public func withoutGuidance(grid: CellGrid) throws(CompressionError) -> CompressionPlan {
        let kept = FixedBaseline.keptCellsPerPatch(try BaselineInput(plan: self, grid: grid))
        let all = patchCount * cellsPerPatch
        let share = all > 0 ? 1 - Double(kept.reduce(0, +)) / Double(all) : parameters.rhoVideo
        return CompressionPlan(self, keptCellsPerPatch: kept, rate: share)
    }

    private init(_ guided: CompressionPlan, keptCellsPerPatch: [Int], rate share: Double) {
        parameters = guided.parameters
        windows = guided.windows
        patchCount = guided.patchCount
        cellsPerPatch = guided.cellsPerPatch
        dominant = guided.dominant
        anchors = guided.anchors
        audioKeep = guided.audioKeep
        retention = guided.retention
        baseRate = guided.baseRate
        rate = guided.windows.map { _ in share }
        keptCells = guided.windows.map { keptCellsPerPatch[$0.patches].reduce(0, +) }
        self.keptCellsPerPatch = keptCellsPerPatch
    }
}
