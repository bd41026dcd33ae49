import OmniZipCore

/// Pictures cell after cell, so that a cell's bytes lie together.
struct CellPixels {
    let grid: CellGrid
    /// Pixels of a cell's side.
    let side: Int

    /// Bytes of a cell in the two pictures of a patch.
    var cellBytes: Int { 2 * side * side * 3 }

    /// Appends a patch of two RGB24 pictures [H, W, 3] as [C][2][side][side][3].
    func append(
        _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>, to pixels: inout [UInt8]
    ) {
        let rowBytes = grid.width * side * 3
        for row in 0..<grid.height {
            for column in 0..<grid.width {
                for picture in [first, second] {
                    for line in row * side..<(row + 1) * side {
                        let start = line * rowBytes + column * side * 3
                        pixels += UnsafeBufferPointer(rebasing: picture[start..<start + side * 3])
                    }
                }
            }
        }
    }
}
