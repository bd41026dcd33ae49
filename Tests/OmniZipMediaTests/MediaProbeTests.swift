import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipMedia

@Suite struct MediaProbeTests {
    @Test func tellsStreamsAndWhichAreChosen() throws {
        let probe = try MediaProbe.probe(path: try SampleClips.path("audio-early.mkv"))
        #expect(probe.streams.map(\.kind.rawValue) == ["video", "audio"])
        #expect(probe.streams.map(\.isChosen) == [true, true])
        #expect(probe.streams[0].width == 320 && probe.streams[0].sampleRate == nil)
        #expect(probe.streams[1].sampleRate == 44100 && probe.streams[1].width == nil)
    }

    @Test func itsJSONHasUnderscores() throws {
        let probe = try MediaProbe.probe(path: try SampleClips.path("audio-only.m4a"))
        let data = try JSONEncoder().encode(probe)
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains("\"duration_seconds\":9"))
        #expect(text.contains("\"is_attached_picture\":false"))
        #expect(text.wholeMatch(of: /.*"[a-z]+[A-Z]\w*":.*/) == nil)
        #expect(try JSONDecoder().decode(MediaProbe.self, from: data) == probe)
    }
}
