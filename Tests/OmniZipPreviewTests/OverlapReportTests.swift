import OmniZipCore
import Testing

@testable import OmniZipPreview

@Suite struct OverlapReportTests {
    @Test func saysWhatIsSharedAndWhatChanceWouldShare() {
        let video = MaskOverlap([true, true, false, false], [true, false, true, false])
        let lines = OverlapReport(video: video, audio: MaskOverlap(), other: "plan B").lines
        #expect(lines[0].hasPrefix("overlap with plan B"))
        #expect(
            lines[2].split(separator: " ").map(String.init) == [
                "video", "2", "2", "1", "50.0", "%", "50.0", "%", "0.333",
            ])
        #expect(lines[3].split(separator: " ").map(String.init) == ["audio", "0", "0", "0", "-", "-", "-"])
    }
}
