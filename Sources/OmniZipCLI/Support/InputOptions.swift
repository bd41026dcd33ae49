import ArgumentParser
import OmniZipIngest

/// Flags for what inputs may use and ask for.
struct InputOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: ParameterHelp.text("max_picture_pixels")) var maxPicturePixels: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("max_streams")) var maxStreams: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("max_duration_seconds")) var maxDurationSeconds: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("max_index_packets")) var maxIndexPackets: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("allow_demuxers")) var allowDemuxers: String?
    @Option(parsing: .unconditional, help: ParameterHelp.text("allow_decoders")) var allowDecoders: String?

    /// The flags that were given.
    var given: GivenParameters.List {
        [
            ("max_picture_pixels", maxPicturePixels), ("max_streams", maxStreams),
            ("max_duration_seconds", maxDurationSeconds), ("max_index_packets", maxIndexPackets),
            ("allow_demuxers", allowDemuxers), ("allow_decoders", allowDecoders),
        ]
    }
}
