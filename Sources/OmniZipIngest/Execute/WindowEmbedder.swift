import OmniZipCore
import OmniZipEncoders
import OmniZipMedia

/// Turns one window after the other into tokens. Holds the tokens of one window, whatever the length of the clip.
final class WindowEmbedder {
    /// The window's audio tokens, [n, D].
    let audioRows: RowBuffer
    /// The window's video tokens, [patches * C, D].
    let videoRows: RowBuffer
    private let plan: ClipPlan
    private let audio: any AudioTokens
    private let cells: Int
    private let pictures: PatchPictures?
    private var video: (any VideoEncoding)?

    init(
        plan: ClipPlan, audio: any AudioTokens, encoder: any Encoder, profile: any ModelProfile,
        pictures: PatchPictures?
    ) {
        self.plan = plan
        self.audio = audio
        self.pictures = pictures
        let grid = plan.video?.grid ?? CellGrid(height: 0, width: 0)
        cells = grid.count
        video = plan.video.map { encoder.makeVideoEncoder(grid: $0.grid, cellPixels: profile.cellPixels) }
        audioRows = RowBuffer(rows: plan.windows.map(\.audio.count).max() ?? 0, columns: encoder.dimension)
        videoRows = RowBuffer(
            rows: (plan.windows.map(\.patches.count).max() ?? 0) * grid.count, columns: encoder.dimension)
    }

    /// Embeds window `index`; windows must be asked for in order.
    ///
    /// - Parameter observe: given each patch with its two pictures, RGB24 [H, W, 3], and the encoder that has just seen it.
    func embed(
        window index: Int,
        observe: (Int, UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>, any VideoEncoding) -> Void = {
            _, _, _, _ in
        }
    ) throws {
        let window = plan.windows[index]
        audio.write(window.audio, to: audioRows.prefix(window.audio.count))
        guard let pictures else { return }
        for patch in window.patches {
            let offset = (patch - window.patches.lowerBound) * cells
            let rows = videoRows.rows(offset..<offset + cells)
            let half = plan.half(ofPatch: patch, inWindow: index)
            try pictures.withPictures(ofPatch: patch) { first, second in
                video?.encode(first: first, second: second, windowHalf: half, to: rows)
                if let video { observe(patch, first, second, video) }
            }
        }
    }
}
