import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import Testing

@testable import OmniZipIngest

@Suite struct IngestConfigurationTests {
    @Test func theDefaultsAreThePaperPresetAndValid() throws {
        let configuration = IngestConfiguration()
        try configuration.validate()
        #expect(configuration.compression.rhoAudio == 0.3)
        #expect(configuration.compression.rhoVideo == 0.6)
        let resolved = configuration.resolved(for: Qwen25OmniProfile())
        #expect(resolved.minPixels == 100_352 && resolved.maxPixels == 100_352)
        #expect(resolved.audioLimit == .seconds(300))
        #expect(configuration.maxPicturePixels == 268_435_456)
    }

    @Test func theProfileDecidesWhatIsLeftToIt() throws {
        var configuration = IngestConfiguration()
        configuration.profile = "qwen3-omni"
        let resolved = configuration.resolved(for: Qwen3OmniProfile())
        #expect(resolved.minPixels == 131_072 && resolved.maxPixels == 131_072)
        #expect(resolved.audioLimit == .all)
        (configuration.maxPixels, configuration.audioLimit) = (300_000, .seconds(5))
        try configuration.validate()
        let chosen = configuration.resolved(for: Qwen3OmniProfile())
        #expect(chosen.minPixels == 131_072 && chosen.maxPixels == 300_000 && chosen.audioLimit == .seconds(5))
    }

    @Test func pixelsOutsideTheProfileAreNamedWithItsBounds() {
        for (profile, pixels, allowed) in [
            ("qwen2.5-omni", 602_113, "100352 to 602112"), ("qwen3-omni", 100_352, "131072 to 786432"),
        ] {
            var configuration = IngestConfiguration()
            (configuration.profile, configuration.maxPixels) = (profile, pixels)
            let error = #expect(throws: ConfigurationError.self) { try configuration.validate() }
            #expect(error?.subject == "max_pixels")
            #expect(error?.message == "'\(pixels)' is not allowed: \(allowed) with \(profile)")
        }
    }

    @Test func ordersBetweenParametersAreChecked() {
        expectInvalid("min_frames") {
            $0.minFrames = 10; $0.maxFrames = 8
        }
        expectInvalid("min_pixels") {
            $0.minPixels = 200_000; $0.maxPixels = 150_000
        }
        expectInvalid("rate_min") {
            $0.compression.rateMinimum = 0.8; $0.compression.rateMaximum = 0.7
        }
        expectInvalid("rho_video") { $0.compression.rhoVideo = 0.34 }
        expectInvalid("rho_video") { $0.compression.rhoVideo = 0.76 }
    }

    @Test func theBoundsThemselvesAreAllowed() throws {
        for rate in [0.35, 0.75] {
            var configuration = IngestConfiguration()
            configuration.compression.rhoVideo = rate
            try configuration.validate()
        }
    }

    @Test func aRhoOutsideItsBoundsSaysWhatIsAllowed() {
        var configuration = IngestConfiguration()
        configuration.compression.rhoVideo = 0.2
        let error = #expect(throws: ConfigurationError.self) { try configuration.validate() }
        #expect(error?.message.contains("0.2 is outside [rate_min, rate_max] = [0.35, 0.75]") == true)
        // Windows can go beyond under `wide`, the clip's share cannot: other rules would not meet it.
        (configuration.compression.rhoVideo, configuration.compression.guidance) = (0.8, .wide)
        let wide = #expect(throws: ConfigurationError.self) { try configuration.validate() }
        #expect(wide?.message.contains("it must lie within them, whatever the guidance") == true)
    }

    @Test func aBudgetNeedsItsLineWithinTheBounds() {
        expectInvalid("max_tokens") {
            $0.maxTokens = 100
            ($0.compression.rateMinimum, $0.compression.rhoVideo, $0.compression.rateMaximum) = (0.8, 0.85, 0.9)
        }
        expectInvalid("fit") { $0.fit = true }
    }

    @Test func jsonHasEveryKeyAndTypedValues() throws {
        var configuration = IngestConfiguration()
        configuration.audioLimit = .all
        guard case .object(let members) = configuration.jsonValue else {
            Issue.record("no object")
            return
        }
        let told = ConfigurationParameter.all.map(\.key).filter { !["method", "seed", "guidance"].contains($0) }
        #expect(members.keys.sorted() == told.sorted())
        #expect(members["rho_video"] == .number(0.6))
        #expect(members["max_frames"] == .integer(768))
        #expect(members["fps"] == .integer(2))
        #expect(members["audio_limit_seconds"] == .null)
        #expect(members["timing"] == .string("true"))
        #expect(members["max_tokens"] == .null && members["fit"] == .bool(false))
    }

    /// The digest of the defaults before there were methods: bundles made then are not made again.
    @Test func whatIsToldOnlyIfSetLeavesTheDefaultsDigestAlone() throws {
        var configuration = IngestConfiguration()
        let before = try configuration.canonicalBytes()
        #expect(!String(decoding: before, as: UTF8.self).contains("method"))
        (configuration.method, configuration.seed, configuration.compression.guidance) = (.random, 7, .wide)
        guard case .object(let members) = configuration.jsonValue else {
            Issue.record("no object")
            return
        }
        #expect(members["method"] == .string("random") && members["seed"] == .integer(7))
        #expect(members["guidance"] == .string("wide"))
    }

    @Test func whatDoesNotGoWithAMethodIsRefused() throws {
        expectInvalid("seed") { $0.seed = 1 }
        expectInvalid("seed") { ($0.seed, $0.method) = (1, .uniform) }
        expectInvalid("seed") { ($0.seed, $0.method) = (-1, .random) }
        expectInvalid("guidance") { ($0.method, $0.compression.guidance) = (.fixed, .wide) }
        for method in [SelectionMethod.uniform, .random, .energy, .dycoke] {
            expectInvalid("temporal") { ($0.method, $0.compression.temporal) = (method, .merge) }
        }
        var allowed = IngestConfiguration()
        (allowed.method, allowed.compression.temporal) = (.fixed, .merge)
        try allowed.validate()
        (allowed.method, allowed.compression.temporal, allowed.seed) = (.random, .prune, 9)
        try allowed.validate()
    }

    @Test func theDigestedBytesFollowEveryParameter() throws {
        let base = try IngestConfiguration().canonicalBytes()
        #expect(try IngestConfiguration().canonicalBytes() == base)
        let changes = [
            "dimension": "128", "sampling": "interval", "fps": "1", "min_frames": "2", "max_frames": "8",
            "min_pixels": "150000", "max_pixels": "200000", "timing": "processor", "audio_limit_seconds": "none",
            "rho_audio": "0.4", "rho_video": "0.5", "contextual_ratio": "0.1", "merge_count": "2",
            "neighbour_count": "4", "rate_min": "0.3", "rate_max": "0.8", "temporal": "merge", "content": "plan",
            "frame_storage": "png", "method": "uniform", "seed": "1", "guidance": "wide",
            "max_tokens": "1000", "fit": "true", "token_precision": "f32", "max_picture_pixels": "1000",
            "max_streams": "9", "max_duration_seconds": "60",
            "max_index_packets": "500", "allow_demuxers": "bink", "allow_decoders": "binkvideo",
        ]
        for parameter in ConfigurationParameter.all where parameter.key != "profile" && parameter.key != "encoder" {
            var configuration = IngestConfiguration()
            try parameter.set(try #require(changes[parameter.key]), in: &configuration)
            #expect(try configuration.canonicalBytes() != base, "\(parameter.key) is not part of the digest")
        }
    }

    private func expectInvalid(_ key: String, _ change: (inout IngestConfiguration) -> Void) {
        var configuration = IngestConfiguration()
        change(&configuration)
        let error = #expect(throws: ConfigurationError.self) { try configuration.validate() }
        #expect(error?.code == .invalidValue)
        #expect(error?.subject == key)
    }
}
