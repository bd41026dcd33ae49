import Testing

@testable import OmniZipIngest

@Suite struct ConfigurationParameterTests {
    /// For every key: texts at the ends of what is allowed and inside, and texts that are not allowed.
    private static let cases: [(key: String, good: [String], bad: [String])] = [
        ("profile", ["qwen2.5-omni", "qwen3-omni"], ["", "qwen", "Qwen2.5-omni"]),
        ("encoder", ["weight-free"], ["", "clip"]),
        ("dimension", ["128", "256"], ["0", "64", "129", "512", "256.0", "-128", ""]),
        ("sampling", ["linspace", "interval"], ["", "Linspace", "random"]),
        ("fps", ["0.001", "2", "29.97", "240"], ["0", "0.0009", "240.1", "-1", "nan", "inf", "two", ""]),
        ("min_frames", ["2", "100000"], ["1", "100001", "2.5", ""]),
        ("max_frames", ["2", "100000"], ["1", "100001", "1e3"]),
        ("min_pixels", ["100352", "786432", "profile"], ["100351", "786433", "none", ""]),
        ("max_pixels", ["100352", "786432", "profile"], ["100351", "786433", "Profile"]),
        ("timing", ["true", "processor"], ["", "false", "yes"]),
        (
            "audio_limit_seconds", ["0.1", "300", "1000000", "none", "profile"],
            ["0", "-1", "nan", "inf", "None", "all", ""]
        ),
        ("method", ["omnizip", "fixed", "dycoke", "uniform", "random", "energy"], ["", "OmniZip", "all"]),
        ("seed", ["0", "1000000000"], ["-1", "1000000001", "1.5", ""]),
        ("rho_audio", ["0", "0.3", "1"], ["-0.1", "1.01", "nan", "30%", ""]),
        ("rho_video", ["0", "0.6", "1"], ["-0.1", "1.01", "nan"]),
        ("contextual_ratio", ["0", "0.05", "1"], ["-0.1", "1.01"]),
        ("merge_count", ["0", "3", "10000"], ["-1", "10001", "1.5"]),
        ("neighbour_count", ["1", "10000"], ["0", "10001"]),
        ("rate_min", ["0", "1"], ["-0.001", "1.001"]),
        ("rate_max", ["0", "1"], ["-0.001", "1.001"]),
        ("temporal", ["prune", "merge"], ["", "drop"]),
        ("guidance", ["paper", "stretched", "floor", "wide"], ["", "none", "Paper"]),
        ("max_tokens", ["1", "1000000000", "none"], ["0", "1000000001", "1.5", "all", ""]),
        ("fit", ["true", "false"], ["", "yes", "1", "True"]),
        ("content", ["plan", "tokens", "inputs"], ["", "all"]),
        ("frame_storage", ["raw", "png"], ["", "jpg", "PNG"]),
        ("token_precision", ["f16", "f32", "bf16"], ["", "f64", "F16"]),
        ("max_picture_pixels", ["1", "4000000000"], ["0", "4000000001"]),
        ("max_streams", ["1", "64", "1000"], ["0", "1001", "none"]),
        ("max_duration_seconds", ["1", "172800", "10000000"], ["0.9", "10000001", "nan", "inf", "none"]),
        ("max_index_packets", ["1", "1000000000"], ["0", "1000000001", "1e6"]),
        ("allow_demuxers", ["none", "bink", "bink,smk"], ["", "hevc,", "nosuch", "bink nosuch", "hls", "none,smk"]),
        ("allow_decoders", ["none", "binkvideo", "bintext,smackaud"], ["", "nosuch", ",", "ass", "subrip", "h265"]),
    ]

    @Test func theCasesHereAreEveryParameter() {
        #expect(Self.cases.map(\.key).sorted() == ConfigurationParameter.all.map(\.key).sorted())
    }

    @Test func keysAreUnique() {
        let keys = ConfigurationParameter.all.map(\.key)
        #expect(Set(keys).count == keys.count)
    }

    @Test(arguments: ConfigurationParameter.all.map(\.key))
    func isFoundWithUnderscoresAndWithHyphens(key: String) throws {
        let parameter = try #require(ConfigurationParameter.named(key))
        #expect(parameter.key == key)
        #expect(parameter.flag == "--" + key.split(separator: "_").joined(separator: "-"))
        #expect(ConfigurationParameter.named(String(parameter.flag.dropFirst(2)))?.key == key)
        #expect(!parameter.help.isEmpty && !parameter.allowed.isEmpty)
    }

    @Test func othersAreNotFound() {
        #expect(ConfigurationParameter.named("rho") == nil)
        #expect(ConfigurationParameter.named("") == nil)
    }

    @Test(arguments: cases.map(\.key))
    func readsWhatIsAllowed(key: String) throws {
        let parameter = try #require(ConfigurationParameter.named(key))
        let texts = try #require(Self.cases.first { $0.key == key }).good
        for text in texts {
            var configuration = IngestConfiguration()
            try parameter.set(text, in: &configuration)
            let value = parameter.value(in: configuration)
            #expect(value == text || Double(value) == Double(text), "\(key) = \(text) became \(value)")
        }
    }

    @Test(arguments: cases.map(\.key))
    func refusesTheRestByNameValueAndWhatIsAllowed(key: String) throws {
        let parameter = try #require(ConfigurationParameter.named(key))
        let texts = try #require(Self.cases.first { $0.key == key }).bad
        for text in texts {
            var configuration = IngestConfiguration()
            let error = #expect(throws: ConfigurationError.self) { try parameter.set(text, in: &configuration) }
            #expect(error?.code == .invalidValue)
            #expect(error?.description == "\(key): '\(text)' is not allowed: \(parameter.allowed)")
            #expect(configuration == IngestConfiguration(), "\(key) = \(text) changed the configuration")
        }
    }

    @Test(arguments: ConfigurationParameter.all.map(\.key))
    func theDefaultIsAllowedAndReadsBack(key: String) throws {
        let parameter = try #require(ConfigurationParameter.named(key))
        var configuration = IngestConfiguration()
        try parameter.set(parameter.value(in: IngestConfiguration()), in: &configuration)
        #expect(configuration == IngestConfiguration())
    }

    @Test func namesAreASetWhateverTheirOrder() throws {
        var configuration = IngestConfiguration()
        try #require(ConfigurationParameter.named("allow-demuxers")).set("smk, bink,smk", in: &configuration)
        #expect(configuration.allowDemuxers == ["bink", "smk"])
        #expect(configuration.inputPolicy.allowlist.demuxers.contains("smk"))
    }

    @Test func eachKeyChangesOneValueOnly() throws {
        for (key, good, _) in Self.cases {
            let parameter = try #require(ConfigurationParameter.named(key))
            for text in good {
                var configuration = IngestConfiguration()
                try parameter.set(text, in: &configuration)
                for other in ConfigurationParameter.all where other.key != key {
                    #expect(
                        other.value(in: configuration) == other.value(in: IngestConfiguration()),
                        "\(key) = \(text) changed \(other.key)")
                }
            }
        }
    }
}
