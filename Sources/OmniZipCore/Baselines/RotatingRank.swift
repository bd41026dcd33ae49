/// The low-discrepancy order of a patch's cells, which each patch takes up where the one before stopped.
///
/// With one order for all patches a cell late in it would never be kept, and what rests there never be seen.
struct RotatingRank: Sendable {
    private let rank: [Int]
    private var start = 0

    /// The first patch has the order of `R2Sequence`.
    init(grid: CellGrid) {
        rank = R2Sequence.rank(height: grid.height, width: grid.width)
    }

    /// The rank of each cell of the next patch, [C]: `kept` cells have ranks below `kept`, and the next patch goes on
    /// with the cell after them.
    mutating func next(kept: Int) -> [Int] {
        let (first, count) = (start, rank.count)
        guard count > 0 else { return [] }
        start = (start + kept) % count
        return rank.map { ($0 - first + count) % count }
    }
}
