/// A clip and what OmniZip keeps of it, for a baseline to keep as much.
public struct BaselineInput: Sendable {
    /// The windows; they cover all audio tokens and patches once each, in order.
    public let windows: [TimeWindow]
    /// Cells of a patch.
    public let grid: CellGrid
    /// Audio tokens that OmniZip keeps, [Na].
    public let audioKeep: [Bool]
    /// Video tokens that OmniZip keeps of each patch, [T].
    public let keptCellsPerPatch: [Int]
    /// Parameters; `fixed` uses what concerns the choice of cells.
    public var parameters = CompressionParameters()
    /// Seed of `random`.
    public var seed: UInt64 = 0
    /// Audio tokens, [Na, D], for `dycoke`.
    public var audio: TokenMatrix?
    /// Video tokens, [T * C, D], for `fixed` and `dycoke`.
    public var video: TokenMatrix?
    /// Level of each audio token, [Na], in any unit that grows with it, for `energy`.
    public var audioLevel: [Float]?
    /// Motion of each cell, [T * C], in any unit that grows with it, for `energy`.
    public var cellMotion: [Float]?

    /// An input without tokens; set those that the method needs.
    ///
    /// - Throws: `CompressionError` if the grid is none, a patch keeps more cells than it has, the windows do not tile,
    ///   or sizes are too large.
    public init(
        windows: [TimeWindow], grid: CellGrid, audioKeep: [Bool], keptCellsPerPatch: [Int]
    ) throws(CompressionError) {
        guard let cells = grid.checkedCount, keptCellsPerPatch.allSatisfy({ (0...cells).contains($0) }) else {
            throw CompressionError(
                code: .shapeMismatch, operation: "check shapes",
                cause: "a patch of \(grid.height) x \(grid.width) cells cannot keep what it should")
        }
        _ = try InputValidation.tokenCount(patchCount: keptCellsPerPatch.count, cellsPerPatch: cells)
        try InputValidation.checkTiling(
            windows, audioCount: audioKeep.count, patchCount: keptCellsPerPatch.count)
        self.windows = windows
        self.grid = grid
        self.audioKeep = audioKeep
        self.keptCellsPerPatch = keptCellsPerPatch
    }

    /// What the plan of a clip keeps.
    ///
    /// - Parameter grid: the cells of a patch.
    /// - Throws: `CompressionError` where the grid is not the plan's.
    public init(plan: CompressionPlan, grid: CellGrid) throws(CompressionError) {
        guard grid.checkedCount == plan.cellsPerPatch else {
            throw CompressionError(
                code: .shapeMismatch, operation: "check shapes",
                cause: "the grid has \(grid.height) x \(grid.width) cells, "
                    + "a patch of the plan has \(plan.cellsPerPatch)")
        }
        try self.init(
            windows: plan.windows, grid: grid, audioKeep: plan.audioKeep, keptCellsPerPatch: plan.keptCellsPerPatch)
        parameters = plan.parameters
    }

    /// Kept audio tokens of one window.
    func keptAudio(of window: TimeWindow) -> Int { window.audio.reduce(0) { $0 + (audioKeep[$1] ? 1 : 0) } }

    /// The tokens of a matrix that must have `rows` rows, or an error that names it.
    func tokens(
        _ matrix: TokenMatrix?, rows: Int, named name: String, for baseline: Baseline
    ) throws(CompressionError) -> TokenMatrix {
        guard let matrix else { throw baseline.missing(name) }
        try check(matrix.rows, rows, name)
        guard matrix.rows == 0 || matrix.columns > 0 else { throw baseline.missing("values of \(name)") }
        try InputValidation.checkFinite(matrix.values, columns: matrix.columns, named: name)
        return matrix
    }

    /// One value a token, or an error that names it.
    func values(
        _ values: [Float]?, count: Int, named name: String, for baseline: Baseline
    ) throws(CompressionError) -> [Float] {
        guard let values else { throw baseline.missing(name) }
        try check(values.count, count, name)
        try InputValidation.checkFinite(values, columns: 1, named: name)
        return values
    }

    private func check(_ count: Int, _ expected: Int, _ name: String) throws(CompressionError) {
        guard count == expected else {
            throw CompressionError(
                code: .shapeMismatch, operation: "check shapes", cause: "\(name) has \(count) rows, not \(expected)")
        }
    }
}
