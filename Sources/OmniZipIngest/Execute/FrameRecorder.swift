import OmniZipBundle
import OmniZipFFmpeg

/// Stores the sampled frames of a clip in order, while its patches are embedded. Holds no picture.
final class FrameRecorder {
    /// The frames so far.
    let spool: FrameSpool
    private let encoder: PNGEncoder?

    /// A recorder of the frames of `plan`.
    ///
    /// - Parameter path: where the bundle will lie.
    init(plan: VideoPlan, storage: FrameStorage, path: String) throws {
        let size = plan.pictureSize
        spool = try FrameSpool(storage: storage, height: size.height, width: size.width, path: path)
        encoder = storage == .png ? try PNGEncoder(width: size.width, height: size.height) : nil
    }

    /// Stores the next frame, RGB24 [H, W, 3].
    func record(_ pixels: UnsafeBufferPointer<UInt8>) throws {
        guard let encoder else { return try spool.append(pixels) }
        let file = try encoder.encode(pixels)
        try file.withUnsafeBufferPointer { try spool.append($0) }
    }
}
