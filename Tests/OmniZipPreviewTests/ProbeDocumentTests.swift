import OmniZipBundle
import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipPreview

@Suite struct ProbeDocumentTests {
    @Test func tellsWhatTheProbeTells() throws {
        let probe = try MediaProbe.probe(path: try SampleClips.path("audio-early.mkv"))
        let document = ProbeDocument(probe)
        #expect(document.path == probe.path && document.format == probe.format)
        #expect(document.durationSeconds == probe.durationSeconds)
        #expect(document.streams.map(\.kind) == ["video", "audio"])
        #expect(document.streams.map(\.isChosen) == [true, true])
        #expect(document.streams[0].width == 320 && document.streams[0].sampleRate == nil)
        #expect(document.streams[1].sampleRate == 44100 && document.streams[1].width == nil)
    }

    @Test func itsJSONHasUnderscoresAndNulls() throws {
        let probe = try MediaProbe.probe(path: try SampleClips.path("audio-only.m4a"))
        let text = try CanonicalJSON.text(ProbeDocument(probe), style: .indented)
        #expect(text.contains("\"duration_seconds\": 9,"))
        #expect(text.contains("\"is_attached_picture\": false"))
        #expect(text.contains("\"pixel_format\": null"))
        #expect(!text.contains("durationSeconds"))
    }
}
