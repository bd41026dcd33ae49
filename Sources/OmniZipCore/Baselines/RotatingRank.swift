/// The low-discrepancy order of a patch's cells, which each patch takes up where the one before stopped.
///
/// With one order for all patches a cell late in it would never be kept, and what rests there never be seen.
struct RotatingRank: Sendable {
    private let ranks: [Int]
    private var start = 0

    /// The first patch has the order of `R2Sequence`.
    init(grid: CellGrid) {
        ranks = R2Sequence.rank(height: grid.height, width: grid.width)
    }

    /// The rank of each cell of the next patch, [C]: `kept` cells have ranks below `kept`, and the next patch goes on
    /// with the cell after them.
    mutating func next(kept: Int) -> [Int] {
        let turned = ranks.indices.map { rank(of: $0) }
        advance(by: kept)
        return turned
    }

    /// The rank of a cell of the patch at hand.
    func rank(of cell: Int) -> Int { (ranks[cell] - start + ranks.count) % ranks.count }

    /// Ends the patch at hand: the next one goes on with the cell of rank `count`.
    mutating func advance(by count: Int) {
        guard !ranks.isEmpty else { return }
        start = (start + count) % ranks.count
    }
}
