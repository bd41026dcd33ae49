import OmniZipFFmpeg

extension ConfigurationParameter {
    /// What inputs may use and ask for.
    static let input: [ConfigurationParameter] = [
        integer(
            "max_picture_pixels", "Largest coded picture that is opened.", 1...4_000_000_000, \.maxPicturePixels),
        integer("max_streams", "Most streams of a file.", 1...1000, \.maxStreams),
        number(
            "max_duration_seconds", "Longest video or sound, by its packets.", 1...10_000_000, \.maxDurationSeconds),
        integer("max_index_packets", "Most packets of a video stream.", 1...1_000_000_000, \.maxIndexPackets),
        names(
            "allow_demuxers", "Containers allowed besides the standard ones.",
            "names of ffmpeg -demuxers that read one file", FormatAllowlist.isKnownDemuxer, \.allowDemuxers),
        names(
            "allow_decoders", "Codecs allowed besides the standard ones.",
            "names of ffmpeg -decoders for video or audio", FormatAllowlist.isKnownDecoder, \.allowDecoders),
    ]

    /// A list of names; order and repetition make no difference.
    private static func names(
        _ key: String, _ help: String, _ what: String, _ isKnown: @escaping @Sendable (String) -> Bool,
        _ path: WritableKeyPath<IngestConfiguration, [String]> & Sendable
    ) -> ConfigurationParameter {
        ConfigurationParameter(
            key: key, help: help, allowed: "\(what), separated by commas, or none",
            parse: { text, configuration in
                let names = text == "none" ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
                let trimmed = names.map { String($0.drop(while: \.isWhitespace)) }
                guard trimmed.allSatisfy(isKnown) else { return false }
                configuration[keyPath: path] = Set(trimmed).sorted()
                return true
            },
            read: { configuration in
                let names = configuration[keyPath: path]
                return names.isEmpty ? "none" : names.joined(separator: ",")
            })
    }
}
