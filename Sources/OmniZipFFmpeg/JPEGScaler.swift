import CFFmpeg

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Owner of a libswscale context: RGB24 pictures of one size to what a JPEG file holds, of one size: Y, Cb and Cr by
/// BT.601 in full range, chroma halved in both directions and sited between the pixels.
///
/// Bicubic, whose filter widens where pictures shrink, in the modes of `Scaler`: the bytes do not depend on the
/// processor.
final class JPEGScaler {
    private let context: OpaquePointer
    /// A copy of the picture with room after it: libswscale's vector code reads past the last pixel.
    private let source: Frame
    private let bytesPerRow: Int

    /// A scaler from `width` x `height` to `outputWidth` x `outputHeight`, all at least 1.
    ///
    /// #### Errors
    /// `invalidData` for sizes that libswscale refuses, `outOfMemory`.
    init(width: Int, height: Int, outputWidth: Int, outputHeight: Int) throws(FFmpegError) {
        source = try Frame(width: width, height: height, format: AV_PIX_FMT_RGB24)
        bytesPerRow = width * 3
        // Without SWS_FULL_CHR_H_INP chroma would come from every other pixel.
        let flags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP | SWS_BITEXACT
        guard
            let context = sws_getContext(
                Int32(clamping: width), Int32(clamping: height), AV_PIX_FMT_RGB24, Int32(clamping: outputWidth),
                Int32(clamping: outputHeight), AV_PIX_FMT_YUVJ420P, flags, nil, nil, nil)
        else {
            throw FFmpegError(rawCode: omnizip_averror_invalid_data(), operation: "scale", path: nil)
        }
        self.context = context
        let table = sws_getCoefficients(SWS_CS_ITU601)
        // Full range on both sides; contrast and saturation of 1 in 16.16 fixed point.
        sws_setColorspaceDetails(context, table, 1, table, 1, 0, 1 << 16, 1 << 16)
    }

    deinit { sws_freeContext(context) }

    /// Scales `pixels`, RGB24 rows without gaps, into `picture`, a frame of the output's size in yuvj420p.
    ///
    /// #### Errors
    /// What libswscale reports, `outOfMemory`.
    func scale(_ pixels: UnsafeBufferPointer<UInt8>, to picture: Frame) throws(FFmpegError) {
        let (from, to) = (source.pointer, picture.pointer)
        let rows = Int(from.pointee.height)
        precondition(pixels.count == bytesPerRow * rows, "not the bytes of one picture")
        guard let bytes = pixels.baseAddress else { return }
        av_image_copy_plane(
            from.pointee.data.0, from.pointee.linesize.0, bytes, Int32(clamping: bytesPerRow),
            Int32(clamping: bytesPerRow), from.pointee.height)
        let written = withUnsafeBytes(of: from.pointee.linesize) { fromLines in
            withUnsafeBytes(of: to.pointee.linesize) { toLines in
                from.pointee.extended_data.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: 8) { data in
                    sws_scale(
                        context, data, fromLines.bindMemory(to: Int32.self).baseAddress, 0, from.pointee.height,
                        to.pointee.extended_data, toLines.bindMemory(to: Int32.self).baseAddress)
                }
            }
        }
        guard written == to.pointee.height else {
            if written == omnizip_averror(ENOMEM) { throw .outOfMemory("scale") }
            throw FFmpegError(
                rawCode: written < 0 ? written : omnizip_averror_invalid_data(), operation: "scale", path: nil)
        }
    }
}

extension Frame {
    /// A frame with a picture of its own, not yet written.
    ///
    /// #### Errors
    /// `outOfMemory`; what FFmpeg reports of the size.
    convenience init(width: Int, height: Int, format: AVPixelFormat) throws(FFmpegError) {
        try self.init()
        pointer.pointee.width = Int32(clamping: width)
        pointer.pointee.height = Int32(clamping: height)
        pointer.pointee.format = format.rawValue
        let status = av_frame_get_buffer(pointer, 0)
        if status < 0 { throw FFmpegError(rawCode: status, operation: "allocate picture", path: nil) }
    }
}
