import CFFmpeg
import Testing

@testable import OmniZipFFmpeg

@Suite struct FormatAllowlistTests {
    private let standard = FormatAllowlist.standard

    @Test func everyStandardNameIsOneOfFFmpegs() {
        for name in standard.demuxers {
            #expect(FormatAllowlist.isKnownDemuxer(name), "\(name) is no demuxer that reads one file")
        }
        // Debian's FFmpeg has these wrappers of libraries; other builds may not.
        for name in standard.decoders where !name.hasPrefix("lib") {
            #expect(FormatAllowlist.isKnownDecoder(name), "\(name) is no decoder for pictures or sound")
        }
    }

    @Test func aContainerOfSeveralNamesIsAllowedByAnyOfThem() {
        #expect(standard.allows(demuxer: "mov,mp4,m4a,3gp,3g2,mj2"))
        #expect(standard.allows(demuxer: "matroska,webm"))
        #expect(!standard.allows(demuxer: "bink"))
        #expect(!standard.allows(demuxer: ""))
    }

    @Test(arguments: [
        "hls", "dash", "concat", "imf", "image2", "webm_dash_manifest", "sdp", "rtsp", "rtp", "sap", "vobsub",
    ])
    func whatRefersToOtherFilesCannotBeAdded(name: String) {
        #expect(av_find_input_format(name) != nil, "FFmpeg has no \(name)")
        #expect(!standard.allows(demuxer: name))
        #expect(!FormatAllowlist.isKnownDemuxer(name))
    }

    @Test(arguments: ["ass", "subrip", "webvtt", "dvdsub", "pgssub", "mov_text", "librsvg", "ansi"])
    func neitherSubtitlesNorVectorsAreDecoded(name: String) {
        #expect(!standard.allows(decoder: name))
        if name != "librsvg", name != "ansi" { #expect(!FormatAllowlist.isKnownDecoder(name)) }
    }

    @Test func namesAreAddedToTheStandardOnes() {
        let wider = FormatAllowlist(addingDemuxers: ["bink"], addingDecoders: ["binkvideo"])
        #expect(wider.allows(demuxer: "bink") && wider.allows(decoder: "binkvideo"))
        #expect(Set(wider.demuxers) == Set(standard.demuxers + ["bink"]))
        #expect(wider.demuxers == wider.demuxers.sorted())
        #expect(wider.decoderText.split(separator: ",").map(String.init) == wider.decoders)
    }

    @Test func unknownNamesAreUnknown() {
        for name in ["", "nosuch", "mov,mp4", "wav "] { #expect(!FormatAllowlist.isKnownDemuxer(name), "\(name)") }
        for name in ["", "nosuch", "h264,hevc", "libx264"] { #expect(!FormatAllowlist.isKnownDecoder(name), "\(name)") }
    }
}
