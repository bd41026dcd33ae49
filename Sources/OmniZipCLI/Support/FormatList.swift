import OmniZipFFmpeg

/// The containers and codecs that inputs may use, for `probe --list-formats`.
struct FormatList: Encodable {
    /// FFmpeg's names of demuxers, sorted.
    let demuxers: [String]
    /// FFmpeg's names of decoders, sorted; not every build of FFmpeg has all of them.
    let decoders: [String]

    init(_ allowlist: FormatAllowlist) {
        demuxers = allowlist.demuxers
        decoders = allowlist.decoders
    }

    var lines: [String] {
        ["demuxers: " + demuxers.joined(separator: " "), "decoders: " + decoders.joined(separator: " ")]
    }
}
