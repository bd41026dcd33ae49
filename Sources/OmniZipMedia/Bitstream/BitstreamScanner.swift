import OmniZipFFmpeg

/// What a packet's own bytes say, whatever the container claims.
struct PacketFacts {
    /// A decoder can be flushed before it: nothing shown after it needs anything before.
    var isEntry = false
    /// A decoder shows pictures from here on if the stream starts here. Always so at an entry.
    var isStart = false
    /// No picture comes out of it.
    var isHidden = false
}

/// Why a stream cannot be indexed or decoded the fast way.
enum BitstreamDoubt: Hashable {
    /// Packets are not frames: all must be decoded to count them.
    case countFrames(reason: String)
    /// Packets are frames, but none may be left out.
    case decodeEverything(reason: String)
}

/// Reads the headers of one codec's packets. A new codec is one new file and one line in `scanner(for:)`.
protocol BitstreamScanner {
    /// The doubt found so far.
    var doubt: BitstreamDoubt? { get }
    /// Whether pictures that no other refers to can be recognised by the decoder and left out.
    var allowsSkipping: Bool { get }
    /// Reads the headers of the next packet in decoding order.
    mutating func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts
}

/// The scanner of a stream's codec; codecs without one are counted by decoding.
func makeBitstreamScanner(for stream: StreamParameters) -> (any BitstreamScanner)? {
    if stream.isIntraOnly { return IntraOnlyScanner() }
    switch stream.codecName {
    case "h264": return H264Scanner(extradata: stream.extradata)
    case "hevc": return HEVCScanner(extradata: stream.extradata)
    case "vp8": return VP8Scanner()
    case "vp9": return VP9Scanner()
    case "av1": return AV1Scanner()
    case "mpeg1video", "mpeg2video": return MPEG2Scanner()
    case "mpeg4": return MPEG4Scanner()
    default: return nil
    }
}

/// Every packet is a picture that can be decoded alone: Motion JPEG, ProRes and the like.
struct IntraOnlyScanner: BitstreamScanner {
    let doubt: BitstreamDoubt? = nil
    let allowsSkipping = false

    func scan(_ bytes: UnsafeRawBufferPointer) -> PacketFacts {
        PacketFacts(isEntry: true, isStart: true, isHidden: false)
    }
}
