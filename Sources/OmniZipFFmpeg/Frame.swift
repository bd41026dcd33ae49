import CFFmpeg

/// Owner of one AVFrame, reused for every picture or block of samples.
public final class Frame {
    let pointer: UnsafeMutablePointer<AVFrame>

    /// An empty frame.
    ///
    /// #### Errors
    /// Memory runs out.
    public init() throws(FFmpegError) {
        guard let pointer = av_frame_alloc() else { throw .outOfMemory("allocate frame") }
        self.pointer = pointer
    }

    deinit {
        var owned: UnsafeMutablePointer<AVFrame>? = pointer
        av_frame_free(&owned)
    }

    /// Lets the buffers go back to the decoder's pool.
    public func unreference() {
        av_frame_unref(pointer)
    }

    /// The pts of the packet that the frame came from, in ticks.
    public var ptsTicks: Int64? { Packet.ticks(pointer.pointee.pts) }

    /// FFmpeg's guess of the presentation time, in ticks, where packets lack it.
    public var bestEffortTicks: Int64? { Packet.ticks(pointer.pointee.best_effort_timestamp) }

    /// Whether the decoder had to hide errors in it.
    public var isDamaged: Bool {
        pointer.pointee.decode_error_flags != 0 || pointer.pointee.flags & Int32(AV_FRAME_FLAG_CORRUPT) != 0
    }

    /// Width of the picture in pixels.
    public var width: Int { Int(pointer.pointee.width) }

    /// Height of the picture in pixels.
    public var height: Int { Int(pointer.pointee.height) }

    /// Format of the picture.
    public var pixelFormat: PixelFormat { PixelFormat(rawValue: pointer.pointee.format) }

    /// Matrix from YCbCr to RGB, as the stream declares it.
    public var colourMatrix: ColourMatrix { ColourMatrix(pointer.pointee.colorspace) }

    /// Whether the stream declares full range: nil where it is silent.
    public var declaresFullRange: Bool? {
        switch pointer.pointee.color_range {
        case AVCOL_RANGE_JPEG: true
        case AVCOL_RANGE_MPEG: false
        default: nil
        }
    }

    /// Samples of each channel.
    public var sampleCount: Int { Int(pointer.pointee.nb_samples) }

    /// Samples a second.
    public var sampleRate: Int { Int(pointer.pointee.sample_rate) }

    /// Channels of the block of samples.
    public var channelCount: Int { Int(pointer.pointee.ch_layout.nb_channels) }

    /// Which channels they are, as FFmpeg's mask; 0 where the order is another.
    public var channelMask: UInt64 {
        pointer.pointee.ch_layout.order == AV_CHANNEL_ORDER_NATIVE ? pointer.pointee.ch_layout.u.mask : 0
    }

    /// Gives the bytes of plane `index` of a picture, row by row without padding, to `body`.
    ///
    /// - Parameter bytesPerRow: used bytes of each row.
    public func forEachRow(
        plane index: Int, rows: Int, bytesPerRow: Int, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        guard (0..<8).contains(index), let data = pointer.pointee.extended_data[index] else { return }
        let stride = withUnsafeBytes(of: pointer.pointee.linesize) { Int($0.bindMemory(to: Int32.self)[index]) }
        for row in 0..<rows {
            body(UnsafeRawBufferPointer(start: data + row * stride, count: bytesPerRow))
        }
    }
}

/// Which matrix turns YCbCr into RGB.
public enum ColourMatrix: Sendable, Equatable {
    /// ITU-R BT.709: high definition.
    case bt709
    /// ITU-R BT.601, in its 625- or 525-line form: standard definition.
    case bt601
    /// SMPTE 240M: early high definition.
    case smpte240m
    /// FCC: analogue television of 1953.
    case fcc
    /// ITU-R BT.2020: ultra high definition.
    case bt2020
    /// The stream does not say, or names one that libswscale has no table for.
    case unspecified

    init(_ space: AVColorSpace) {
        switch space {
        case AVCOL_SPC_BT709: self = .bt709
        case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: self = .bt601
        case AVCOL_SPC_SMPTE240M: self = .smpte240m
        case AVCOL_SPC_FCC: self = .fcc
        case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: self = .bt2020
        default: self = .unspecified
        }
    }

    /// libswscale's number.
    var swsColourSpace: Int32 {
        switch self {
        case .bt709: SWS_CS_ITU709
        case .bt601: SWS_CS_ITU601
        case .smpte240m: SWS_CS_SMPTE240M
        case .fcc: SWS_CS_FCC
        case .bt2020: SWS_CS_BT2020
        case .unspecified: SWS_CS_DEFAULT
        }
    }
}
