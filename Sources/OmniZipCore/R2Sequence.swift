/// The R2 low-discrepancy sequence on a grid of cells: any prefix of it is spread evenly over the picture.
public enum R2Sequence {
    // The plastic number, root of x^3 = x + 1.
    private static let plastic = 1.32471795724474602596

    /// Rank of each cell, row-major, in the order of first visits by the points
    /// (frac(i / g^2) * height, frac(i / g) * width), i = 1, 2, ...
    public static func rank(height: Int, width: Int) -> [Int] {
        let count = max(height, 0) * max(width, 0)
        guard count > 0 else { return [] }
        var rank = [Int](repeating: -1, count: count)
        var next = 0
        var i = 1
        // The bound is never met by grids of pictures; what it would leave over follows in row-major order.
        while next < count, i < 100 * count + 1000 {
            let x = Double(i) / (plastic * plastic)
            let y = Double(i) / plastic
            let row = Int((x - x.rounded(.down)) * Double(height))
            let column = Int((y - y.rounded(.down)) * Double(width))
            let cell = row * width + column
            if rank[cell] < 0 {
                rank[cell] = next
                next += 1
            }
            i += 1
        }
        for cell in rank.indices where rank[cell] < 0 {
            rank[cell] = next
            next += 1
        }
        return rank
    }
}
