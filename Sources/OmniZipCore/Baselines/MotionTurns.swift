/// The cells of each patch that moved most, where cells that moved alike take turns.
///
/// Still cells (motion exactly 0) have an order of their own, so that what moves around them does not move it on. Cells
/// with motion may be alike, too: an encoder's scale ends somewhere.
struct MotionTurns: Sendable {
    private var still: RotatingRank
    private var moving: RotatingRank

    /// The first patch has the order of `R2Sequence`.
    init(grid: CellGrid) {
        still = RotatingRank(grid: grid)
        moving = still
    }

    /// The cells of the next patch that moved most, [C].
    ///
    /// - Parameters:
    ///   - kept: how many, within 0...C.
    ///   - motion: motion of each cell, [C], finite.
    mutating func keep(_ kept: Int, motion: [Float]) -> [Bool] {
        var mask = [Bool](repeating: false, count: motion.count)
        EnergyBaseline.mark(
            kept, of: motion.indices, by: motion,
            rank: { motion[$0] == 0 ? still.rank(of: $0) : moving.rank(of: $0) }, into: &mask)
        goOn(after: mask, motion)
        return mask
    }

    /// Of the cells that moved as much as the last one that was kept, the next patch begins with those that were left.
    private mutating func goOn(after mask: [Bool], _ motion: [Float]) {
        var level = Float.infinity
        for cell in mask.indices where mask[cell] { level = min(level, motion[cell]) }
        let alike = motion.indices.filter { motion[$0] == level }
        guard alike.contains(where: { !mask[$0] }) else { return }
        let turns = level == 0 ? still : moving
        let taken = alike.reduce(0) { mask[$1] ? max($0, turns.rank(of: $1) + 1) : $0 }
        if level == 0 { still.advance(by: taken) } else { moving.advance(by: taken) }
    }
}
