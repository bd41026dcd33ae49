import Foundation
import OmniZipBundle
import Testing

@Suite struct BundleDocumentTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func documentsSurviveAndFitTheirSchema() throws {
        let schema = try JSONSchema(named: "bundle-document")
        for bundle in [SampleBundles.sound(), SampleBundles.silent(), SampleBundles.audioOnly()] {
            let document = SampleBundles.document(of: bundle)
            let bytes = try CanonicalJSON.bytes(document, style: .indented)
            #expect(try schema.problems(in: bytes) == [])
            let path = try folder.put(bytes, as: "a.json")
            #expect(try BundleDocument(path: path) == document)
            #expect(try CanonicalJSON.bytes(BundleDocument(path: path), style: .indented) == bytes)
        }
    }

    /// Documents from before there were methods have the same bytes now.
    @Test func methodAndGuidanceAreMembersOnlyWhereTheyAreSet() throws {
        let schema = try JSONSchema(named: "bundle-document")
        let plain = try CanonicalJSON.text(SampleBundles.document(of: SampleBundles.sound()))
        #expect(!plain.contains("\"method\"") && !plain.contains("\"guidance\""))
        var bundle = SampleBundles.sound()
        (bundle.metadata.method, bundle.metadata.parameters.guidance) = (.dycoke, .floor)
        let document = SampleBundles.document(of: bundle)
        let bytes = try CanonicalJSON.bytes(document)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("\"method\":\"dycoke\"") && text.contains("\"guidance\":\"floor\""))
        #expect(try schema.problems(in: bytes) == [])
        #expect(try BundleDocument(path: folder.put(bytes, as: "b.json")) == document)
    }

    @Test func countsAddUp() {
        let document = SampleBundles.document(of: SampleBundles.sound())
        #expect(document.counts.video == TokenCount(total: 18, kept: 7))
        #expect(document.counts.block.total == 78)
        #expect(document.counts.block.dropped == document.counts.video.dropped + document.counts.audio.dropped)
        #expect(document.counts.guidedWindows == 2)
        #expect(document.windows.reduce(0) { $0 + $1.video.kept } == document.counts.video.kept)
        #expect(document.windows.reduce(0) { $0 + $1.audio.kept } == document.counts.audio.kept)
        let silent = SampleBundles.document(of: SampleBundles.silent())
        #expect(silent.counts.guidedWindows == 0)
        #expect(silent.windows.allSatisfy { $0.retention == nil && $0.baseRate == nil })
    }

    @Test func onlyTimingsDifferBetweenRuns() throws {
        var first = SampleBundles.document(of: SampleBundles.sound(), timings: ["index": 0.1])
        let second = SampleBundles.document(of: SampleBundles.sound(), timings: ["index": 0.2, "encode": 3])
        #expect(try CanonicalJSON.bytes(first) != CanonicalJSON.bytes(second))
        first.timings = second.timings
        #expect(try CanonicalJSON.bytes(first) == CanonicalJSON.bytes(second))
    }

    @Test func schemasAreStrict() throws {
        let schema = try JSONSchema(named: "bundle-document")
        let text = try CanonicalJSON.text(SampleBundles.document(of: SampleBundles.sound()))
        let damages = [
            ("\"counts\":{", "\"counts\":{\"more\":1,"), ("\"rho_audio\":0.3", "\"rho_audio\":1.3"),
            ("\"scope\":\"window\"", "\"scope\":\"clip\""), ("\"frames\":6", "\"frames\":6.5"),
            ("\"schema\":\"omnizip.document/1\"", "\"schema\":\"omnizip.document/2\""),
            ("\"patches\":[0,2]", "\"patches\":[0,2,3]"), ("\"retention\":0.74", "\"retention\":\"0.74\""),
            ("\"audio_truncated\":false", "\"audio_truncated\":0"), ("\"codec\":\"h264\",", ""),
            ("\"index\":0.25", "\"index\":-1"), ("\"code\":\"corrupt_packets\"", "\"code\":\"\""),
            ("\"merge_score_scale\":2.5", "\"merge_score_scale\":0"),
            ("\"sha256\":\"\(SampleBundles.digest)\"", "\"sha256\":\"\(SampleBundles.digest.uppercased())\""),
        ]
        for (sound, broken) in damages {
            let damaged = text.replacingOccurrences(of: sound, with: broken)
            #expect(damaged != text, "\(sound)")
            #expect(try !schema.problems(in: Array(damaged.utf8)).isEmpty, "\(broken)")
        }
    }

    @Test func brokenDocumentsSayWhatIsWrong() throws {
        let text = try CanonicalJSON.text(SampleBundles.document(of: SampleBundles.sound()))
        let cases = [
            ("", "document"), ("[]", "document"), (String(text.dropLast()), "document"),
            (text.replacingOccurrences(of: "\"kept\":7,", with: ""), "lacks kept"),
            (text.replacingOccurrences(of: "\"frames\":6", with: "\"frames\":\"6\""), "sampling.frames is not"),
            (String(repeating: "[", count: 10_000), "document"),
        ]
        for (broken, message) in cases {
            let path = try folder.put(Array(broken.utf8), as: "a.json")
            let error = #expect(throws: BundleError.self) { try BundleDocument(path: path) }
            #expect(error?.description.contains(message) == true, "\(String(describing: error))")
        }
    }
}
