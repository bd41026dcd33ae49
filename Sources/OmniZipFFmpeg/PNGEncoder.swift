import CFFmpeg

/// Owner of an open encoder of PNG pictures (FFmpeg's png): RGB24 pictures of one size to complete files. One owner,
/// one task.
///
/// Nothing is lost: a file gives its pixels back exactly. It says that pixels are square, and holds no comment, no time and
/// no colour tags. It depends on its picture alone, and on the version of zlib that FFmpeg uses: another version may pack
/// the same pixels in other bytes.
public final class PNGEncoder {
    /// Longest side of a picture in pixels; FFmpeg refuses pictures of more than about 2^28 pixels besides.
    public static let maxSide = 65535

    private let encoder: PictureFileEncoder
    private let bytesPerRow: Int

    /// An encoder of pictures of `width` x `height` pixels.
    ///
    /// #### Errors
    /// `unsupported` where FFmpeg was built without the encoder, and for sides outside 1...`maxSide`; `outOfMemory`.
    public init(width: Int, height: Int) throws(FFmpegError) {
        try PictureFileEncoder.require(sides: [width, height], upTo: Self.maxSide)
        encoder = try PictureFileEncoder(
            codec: AV_CODEC_ID_PNG, name: "png", width: width, height: height, format: AV_PIX_FMT_RGB24
        ) { context in
            context.pointee.compression_level = Self.compressionLevel
            av_opt_set(context.pointee.priv_data, "pred", "paeth", 0)
        }
        bytesPerRow = width * 3
    }

    /// The file of a picture.
    ///
    /// - Parameter pixels: RGB24 rows without gaps, exactly `width * height * 3` bytes.
    ///
    /// #### Errors
    /// What the encoder reports, `outOfMemory`.
    public func encode(_ pixels: UnsafeBufferPointer<UInt8>) throws(FFmpegError) -> [UInt8] {
        let frame = encoder.picture.pointer
        precondition(pixels.count == bytesPerRow * Int(frame.pointee.height), "not the bytes of one picture")
        guard let bytes = pixels.baseAddress else { return [] }
        try encoder.makeWritable()
        av_image_copy_plane(
            frame.pointee.data.0, frame.pointee.linesize.0, bytes, Int32(clamping: bytesPerRow),
            Int32(clamping: bytesPerRow), frame.pointee.height)
        return try encoder.encode()
    }

    /// zlib's level. With the Paeth filter it packs a film frame to 0.29 of its bytes; level 6 needs four times as long
    /// for 0.27, other filters pack worse.
    private static let compressionLevel: Int32 = 3
}
