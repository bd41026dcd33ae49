/// The sampled frames of one clip, one after the other, until the rest of the bundle is known.
///
/// The number of merges, and with it the place of the frames in the file, is known only after the last window. They lie
/// in a file without a name beside the bundle: memory does not grow with them, the disk holds them twice for a moment.
public final class FrameSpool {
    /// How frames are stored.
    public let storage: FrameStorage
    /// Where each frame ends in the spool.
    public private(set) var ends: [Int64] = []

    private let pictureBytes: Int
    private let file: File

    /// An empty spool for frames of `height` x `width` pixels.
    ///
    /// - Parameter path: where the bundle will lie.
    ///
    /// #### Errors
    /// `system` if the folder of `path` cannot be written.
    public init(storage: FrameStorage, height: Int, width: Int, path: String) throws(BundleError) {
        self.storage = storage
        pictureBytes = height * width * 3
        file = try TemporaryFile.anonymous(beside: path)
    }

    /// Bytes of all frames.
    public var byteCount: Int { ends.last.map { Int($0) } ?? 0 }

    /// Adds the next frame.
    ///
    /// - Parameter bytes: storage `raw`: RGB24 rows without gaps; `png`: a PNG file.
    ///
    /// #### Errors
    /// `inconsistent` for bytes that are no such frame, `system` if the disk refuses.
    public func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(BundleError) {
        let isFrame = storage == .raw ? bytes.count == pictureBytes : !bytes.isEmpty
        guard isFrame else {
            throw BundleError(
                code: .inconsistent, operation: "collect frames", path: file.path,
                cause: "\(bytes.count) bytes for a picture of \(pictureBytes)")
        }
        try file.write(UnsafeRawBufferPointer(bytes), at: byteCount)
        ends.append(Int64(byteCount + bytes.count))
    }

    /// Copies all frames into the tensor that `storage` names.
    func copy(to writer: SafetensorsWriter) throws(BundleError) {
        try writer.copy(file, byteCount: byteCount, to: storage == .raw ? "frames" : "packed_frames")
    }
}
