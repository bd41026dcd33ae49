import CFFmpeg

/// Facts about the FFmpeg libraries that are loaded.
public enum FFmpegLibrary {
    /// A library's version as "major.minor.micro".
    private static func dotted(_ version: UInt32) -> String {
        "\(version >> 16).\((version >> 8) & 0xff).\(version & 0xff)"
    }

    /// FFmpeg's own version string, such as "5.1.9-0+deb12u1".
    public static var version: String {
        av_version_info().map { String(cString: $0) } ?? "unknown"
    }

    /// Each library's version at run time, by name, in a fixed order.
    public static var libraries: [(name: String, version: String)] {
        [
            ("libavutil", dotted(avutil_version())), ("libavcodec", dotted(avcodec_version())),
            ("libavformat", dotted(avformat_version())), ("libswscale", dotted(swscale_version())),
            ("libswresample", dotted(swresample_version())),
        ]
    }
}
