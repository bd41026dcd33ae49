extension File {
    /// Bytes copied at a time.
    private static let pieceBytes = 1 << 20

    /// Writes `range` of `source` from byte `offset` on. Memory: one piece, whatever the size.
    func copy(_ range: Range<Int>, of source: File, at offset: Int) throws(BundleError) {
        var piece = [UInt8](repeating: 0, count: min(Self.pieceBytes, range.count))
        var done = 0
        while done < range.count {
            let count = min(piece.count, range.count - done)
            if count < piece.count { piece.removeLast(piece.count - count) }
            try source.read(contentsOf: &piece, count: count, at: range.lowerBound + done)
            try write(contentsOf: piece, at: offset + done)
            done += count
        }
    }
}
