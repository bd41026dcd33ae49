import OmniZipCore
import Testing

@testable import OmniZipBundle

@Suite struct BundleMetadataTests {
    @Test func everyFieldSurvives() throws {
        var metadata = SampleBundles.metadata()
        metadata.parameters = CompressionParameters(
            rhoAudio: 0.1 + 0.2, rhoVideo: 0.7, contextualRatio: 1e-5, mergeCount: 15, neighbourCount: 7,
            rateMinimum: 0.25, rateMaximum: 0.9, temporal: .merge, mergeScoreScale: 1 / 3, scope: .released)
        metadata.audioTruncated = true
        metadata.frameStorage = .png
        metadata.secondsPerGrid = 1.162_365_6
        metadata.nextPosition = 12.5
        #expect(try BundleMetadata(strings: metadata.strings) == metadata)
        #expect(metadata.strings.count == 35)
        #expect(metadata.strings["next_position"] == "12.5")
        #expect(SampleBundles.metadata().strings["next_position"] == "60")
        #expect(metadata.strings["grid_thw"] == "[3,4,6]")
        #expect(metadata.strings["rho_audio"] == "0.30000000000000004")
    }

    @Test func everyMissingKeyIsNamed() {
        let strings = SampleBundles.metadata().strings
        // Bundles from before frames could be stored lack one key.
        for key in strings.keys.sorted() where key != "frame_storage" {
            var fewer = strings
            fewer[key] = nil
            let error = #expect(throws: BundleError.self) { try BundleMetadata(strings: fewer) }
            #expect(error?.cause == "the key \(key) is missing")
        }
    }

    @Test func framesAreRawWhereTheKeyIsMissing() throws {
        var strings = SampleBundles.metadata().strings
        strings["frame_storage"] = nil
        #expect(try BundleMetadata(strings: strings) == SampleBundles.metadata())
    }

    /// Bundles of the default method are what they were before there were others.
    @Test func methodAndGuidanceAreToldOnlyIfSet() throws {
        var metadata = SampleBundles.metadata()
        #expect(metadata.strings["method"] == nil && metadata.strings["guidance"] == nil)
        (metadata.method, metadata.parameters.guidance) = (.energy, .stretched)
        #expect(metadata.strings["method"] == "energy" && metadata.strings["guidance"] == "stretched")
        #expect(try BundleMetadata(strings: metadata.strings) == metadata)
        let provenance = Provenance(metadata)
        #expect(provenance.method == .energy && Provenance(SampleBundles.metadata()).method == nil)
    }

    @Test func aSeedIsToldWhereThereIsOne() throws {
        var metadata = SampleBundles.metadata()
        let without = String(decoding: try CanonicalJSON.bytes(Provenance(metadata), style: .compact), as: UTF8.self)
        #expect(metadata.strings["seed"] == nil && !without.contains("seed"))
        (metadata.method, metadata.seed) = (.random, RandomSeed(rawValue: 0))
        #expect(metadata.strings["seed"] == "0")
        #expect(try BundleMetadata(strings: metadata.strings) == metadata)
        let bytes = try CanonicalJSON.bytes(Provenance(metadata), style: .compact)
        #expect(String(decoding: bytes, as: UTF8.self).contains("\"seed\":0"))
        #expect(RandomSeed(rawValue: -1) == nil)
    }

    @Test(arguments: [
        ("schema", "omnizip.bundle/2"), ("dimension", "-1"), ("dimension", "x"), ("rho_video", "nan"),
        ("rho_audio", ""), ("audio_truncated", "yes"), ("scope", "clip"), ("content", "all"), ("frame_storage", "jpg"),
        ("grid_thw", "3,4,6"),
        ("grid_thw", "[3,4]"), ("grid_thw", "[3,4,-6]"), ("grid_thw", "["), ("next_position", "inf"),
        ("source_bytes", "99999999999999999999"), ("temporal", "Prune"), ("method", "all"), ("guidance", "none"),
        ("seed", "-1"), ("seed", "1.5"),
    ])
    func wrongValuesAreNamed(key: String, value: String) {
        var strings = SampleBundles.metadata().strings
        strings[key] = value
        let error = #expect(throws: BundleError.self) { try BundleMetadata(strings: strings) }
        #expect(error?.cause.contains(key) == true)
        #expect(error?.code == (key == "schema" ? .unsupported : .invalid))
    }

    @Test func unknownKeysAreIgnored() throws {
        var strings = SampleBundles.metadata().strings
        strings["later"] = "1"
        #expect(try BundleMetadata(strings: strings) == SampleBundles.metadata())
    }
}
