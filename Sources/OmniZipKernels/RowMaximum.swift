/// Largest values of the rows of a matrix.
public enum RowMaximum {
    /// Raises `maxima[i]` to the largest value of row i of `rows`; call it block by block.
    ///
    /// - Precondition: `maxima` holds `rows.count` values.
    public static func raise(_ maxima: UnsafeMutablePointer<Float>, with rows: RowView) {
        let full = rows.columns & ~3
        for i in 0..<rows.count {
            let row = rows.row(i)
            var largest = SIMD4<Float>(repeating: maxima[i])
            var k = 0
            while k < full {
                let v = Lanes.load(row + k)
                largest.replace(with: v, where: v .> largest)
                k += 4
            }
            var m = max(max(largest[0], largest[1]), max(largest[2], largest[3]))
            while k < rows.columns {
                m = max(m, row[k])
                k += 1
            }
            maxima[i] = m
        }
    }
}
