import OmniZipKernels

/// How well each audio token matches the picture: its largest cosine to a video token
/// (OmniZip, arXiv 2511.14582, audio anchor consolidation).
enum CrossModalScore {
    // Blocks of the product that stay in the cache, and bound the memory of long stretches.
    private static let blockColumns = 512
    private static let blockRows = 1024

    /// Raises `scores[i]` to the largest inner product of audio row i with a video row.
    ///
    /// - Parameters:
    ///   - audio: unit rows, [n, D].
    ///   - video: unit rows, [m, D].
    ///   - scores: [n], filled before.
    ///   - isPortable: see `MatrixProduct.multiply`.
    static func raise(
        _ scores: UnsafeMutablePointer<Float>, audio: RowView, video: RowView,
        product: inout ScratchBuffer<Float>, isPortable: Bool = true
    ) {
        var row = 0
        while row < audio.count {
            let rows = row..<min(row + blockRows, audio.count)
            var column = 0
            while column < video.count {
                let columns = column..<min(column + blockColumns, video.count)
                let block = product.pointer(count: rows.count * columns.count)
                MatrixProduct.multiply(
                    audio.rows(rows), transposed: video.rows(columns), into: block, isPortable: isPortable)
                RowMaximum.raise(
                    scores + row, with: RowView(block, count: rows.count, columns: columns.count))
                column = columns.upperBound
            }
            row = rows.upperBound
        }
    }
}
