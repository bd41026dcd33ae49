import CFFmpeg

/// A pixel format by FFmpeg's number; formats that this code has never heard of are kept.
public struct PixelFormat: Sendable, Hashable {
    /// FFmpeg's number, negative where unknown.
    public let rawValue: Int32

    /// The format with FFmpeg's number `rawValue`.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// FFmpeg's name, such as "yuv420p"; "unknown" where there is none.
    public var name: String {
        av_get_pix_fmt_name(AVPixelFormat(rawValue)).map { String(cString: $0) } ?? "unknown"
    }

    /// Whether libswscale reads it.
    public var canBeScaled: Bool { sws_isSupportedInput(AVPixelFormat(rawValue)) > 0 }

    /// Whether the samples are red, green and blue (or a palette of them).
    public var isRGB: Bool {
        guard let descriptor = av_pix_fmt_desc_get(AVPixelFormat(rawValue)) else { return false }
        return descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) != 0
    }

    /// Whether the samples are brightness and two colour differences.
    public var hasChroma: Bool {
        guard !isRGB, let descriptor = av_pix_fmt_desc_get(AVPixelFormat(rawValue)) else { return false }
        return descriptor.pointee.nb_components >= 3
    }

    /// Whether the name itself says full range: the old "yuvj" formats.
    public var impliesFullRange: Bool { name.hasPrefix("yuvj") }
}
