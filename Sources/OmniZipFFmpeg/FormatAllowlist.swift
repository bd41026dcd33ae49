import CFFmpeg

/// Which of FFmpeg's demuxers and decoders a file may use.
///
/// FFmpeg knows some 350 containers and 500 codecs. Many are formats of single games, which nobody has maintained for
/// years; others read further files or the network. What a file is, is for the file to say, so that every one of them
/// can be reached by whoever makes the file. Only the names in `standardDemuxers`, `standardDecoders` and those added
/// by the user are used; all others are refused before they have read anything.
///
/// Allowing a demuxer never lets it open another file: see `InputContext`.
public struct FormatAllowlist: Sendable, Hashable {
    /// Names of demuxers as `ffmpeg -demuxers` lists them, sorted.
    public let demuxers: [String]
    /// Names of decoders as `ffmpeg -decoders` lists them, sorted.
    public let decoders: [String]
    private let demuxerNames: Set<String>
    private let decoderNames: Set<String>

    /// The documented names and no other.
    public static let standard = FormatAllowlist()

    /// The documented names and those added; see `isKnownDemuxer` and `isKnownDecoder` for what may be added.
    public init(addingDemuxers: [String] = [], addingDecoders: [String] = []) {
        demuxerNames = Self.standardDemuxers.union(addingDemuxers)
        decoderNames = Self.standardDecoders.union(addingDecoders)
        demuxers = demuxerNames.sorted()
        decoders = decoderNames.sorted()
    }

    /// Whether the demuxer may be used; `name` is FFmpeg's, several names of one demuxer separated by commas.
    func allows(demuxer name: String) -> Bool {
        name.split(separator: ",").contains { demuxerNames.contains(String($0)) }
    }

    /// Whether the decoder may be used.
    func allows(decoder name: String) -> Bool {
        decoderNames.contains(name)
    }

    /// Whether the loaded FFmpeg has a demuxer of that name, which reads one file: no device, no playlist.
    public static func isKnownDemuxer(_ name: String) -> Bool {
        guard !name.contains(","), !referringDemuxers.contains(name), let format = av_find_input_format(name) else {
            return false
        }
        return format.pointee.flags & AVFMT_NOFILE == 0
    }

    /// Whether the loaded FFmpeg has a decoder of that name, for pictures or sound.
    public static func isKnownDecoder(_ name: String) -> Bool {
        guard let codec = avcodec_find_decoder_by_name(name) else { return false }
        return [AVMEDIA_TYPE_VIDEO, AVMEDIA_TYPE_AUDIO].contains(codec.pointee.type)
    }

    /// FFmpeg's form of the demuxers.
    var demuxerText: String { demuxers.joined(separator: ",") }
    /// FFmpeg's form of the decoders.
    var decoderText: String { decoders.joined(separator: ",") }
}
