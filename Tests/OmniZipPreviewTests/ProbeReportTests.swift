import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipPreview

@Suite struct ProbeReportTests {
    @Test func chosenStreamsAreMarkedWithTheirFacts() throws {
        let path = try SampleClips.path("portrait-rotated.mp4")
        let lines = ProbeReport(try MediaProbe.probe(path: path)).lines
        #expect(lines[0] == "\(path): mov,mp4,m4a,3gp,3g2,mj2, 7.0 s")
        #expect(lines[1].hasPrefix("   stream  kind   codec  facts"))
        let video = try #require(lines.first { $0.contains("h264") })
        #expect(video.hasPrefix("*"))
        #expect(video.contains("480x270, shown as 270x480, rotated by 90, yuv420p, 30.000 fps"))
        let audio = try #require(lines.first { $0.contains("aac") })
        #expect(audio.hasPrefix("*"))
        #expect(audio.contains("44100 Hz, 1 ch"))
    }

    @Test func aLateStartIsTold() throws {
        let lines = ProbeReport(try MediaProbe.probe(path: try SampleClips.path("audio-late.mp4"))).lines
        #expect(lines.contains { $0.contains("aac") && $0.contains("starts at 1.") })
    }
}
