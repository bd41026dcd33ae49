import OmniZipCore

/// Rows that a pass holds at a time.
struct EmbeddingsBuffers {
    /// Kept tokens that wait in memory; more of them lie in a file until the rest is known.
    static let spoolBytes = 4 << 20

    /// The audio of the longest window.
    let audio: RowBuffer
    /// The largest piece of video.
    let video: RowBuffer
    /// One new row.
    let result: RowBuffer

    /// Room for the clip of `selection`.
    init(_ selection: CompressionPlan, dimension: Int) throws(CompressionError) {
        let longest = selection.windows.map(\.audio.count).max() ?? 0
        let patches =
            selection.windows.indices.flatMap { selection.pieces(of: $0, dimension: dimension) }
            .map(\.count).max() ?? 0
        // A row at least, for tokens that are read one by one.
        audio = try RowBuffer(checkedRows: max(longest, 1), columns: dimension)
        video = try RowBuffer(checkedRows: patches * selection.cellsPerPatch, columns: dimension)
        result = try RowBuffer(checkedRows: 1, columns: dimension)
    }
}
