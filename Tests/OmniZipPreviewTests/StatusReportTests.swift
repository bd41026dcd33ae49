import Foundation
import OmniZipIngest
import OmniZipPreview
import Testing

@Suite struct StatusReportTests {
    private static func status(_ activity: String, _ more: String = "") throws -> CatalogStatus {
        let counts = #"{"pending":3,"running":1,"done":1234,"failed":2,"skipped":5}"#
        let json = """
            {"schema":"omnizip.status/1","path":"out","catalogs":1,"activity":"\(activity)","counts":\(counts),
            "finished":\(counts),"failures":[{"code":"not_media","count":2}],
            "running":[{"path":"a.mp4","attempt":2,"seconds":61}],"worked_seconds":90,"duration_seconds":3600,
            "video":{"total":200,"kept":80,"dropped":120},"audio":{"total":0,"kept":0,"dropped":0}\(more)}
            """
        return try JSONDecoder().decode(CatalogStatus.self, from: Data(json.utf8))
    }

    @Test func aRunningRunTellsItsSpeed() throws {
        let rates = #","videos_per_second":0.5,"media_seconds_per_second":40,"remaining_seconds":125"#
        #expect(
            StatusReport(try Self.status("running", rates)).lines == [
                "running for 1:30.0", "videos: 1,234 done, 2 failed, 5 skipped: no media, 4 left of 1,245",
                "speed: 30.0 videos a minute, 40.0 x real time, 2:05.0 to go", "tokens: 80 of 200 kept (40.0 %)",
                "failed: 2 not_media", "at work: a.mp4 (1:01.0, attempt 2)",
            ])
    }

    @Test func otherRunsSayWhatBecameOfThem() throws {
        #expect(StatusReport(try Self.status("none")).lines == ["no run yet"])
        #expect(StatusReport(try Self.status("ended")).lines[0] == "ended after 1:30.0")
        #expect(StatusReport(try Self.status("silent")).lines[0].hasPrefix("no sign of life after 1:30.0: killed?"))
    }
}
