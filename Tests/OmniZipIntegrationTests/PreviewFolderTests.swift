import Foundation
import OmniZipBundle
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// `omnizip preview` over folders and lists.
@Suite struct PreviewFolderTests {
    @Test func aFolderAddsUpToItsRun() throws {
        let report = try PreviewRuns.folderReport([try SampleClips.folder().path])
        let run = try SampleRuns.standard()
        let lines = try run.manifest()
        #expect(report.basis == .plan)
        #expect(report.videos.map(\.name) == lines.map(\.path))
        #expect(report.videos.map(\.video) == lines.map(\.video))
        #expect(report.videos.map(\.audio) == lines.map(\.audio))
        #expect(report.totals.video == lines.reduce(TokenCount(total: 0, kept: 0)) { $0 + $1.video })
        #expect(report.totals.videos == lines.count && report.totals.failed == 0)
        #expect(report.failures.isEmpty)
    }

    @Test func theNumberOfJobsDoesNotShow() throws {
        let folder = try SampleClips.folder().path
        let one = try BuiltProgram.run(["preview", folder, "--json", "--jobs", "1", "--sort", "kept"])
        let four = try BuiltProgram.run(["preview", folder, "--json", "--jobs", "4", "--sort", "kept"])
        #expect(one.exitCode == 0 && one.standardOutput == four.standardOutput)
        let report = try JSONDecoder().decode(FolderReport.self, from: one.standardOutput)
        let kept = report.videos.map(\.block.kept)
        #expect(kept == kept.sorted(by: >))
    }

    /// One bad video is a line, what is no media is passed over, and the exit code says that something failed.
    @Test func oneBadVideoHarmsNoOther() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(at: try SampleClips.url("silent.mp4"), to: folder.url("good.mp4"))
        try folder.write("no media", to: "bad.mp4")
        try folder.write("a note", to: "note.txt")
        let report = try PreviewRuns.folderReport([folder.path], exitCode: 1)
        #expect(report.videos.map(\.name) == ["good.mp4"])
        #expect(report.failures.map(\.path) == ["bad.mp4"] && report.failures[0].code == "not_media")
        #expect(report.totals.failed == 1 && report.totals.skipped == 1)
        let shown = try BuiltProgram.run(["preview", folder.path])
        #expect(shown.exitCode == 1 && shown.output.contains("bad.mp4") && shown.output.contains("good.mp4"))
    }

    @Test func partsOfAListArePreviewedAsParts() throws {
        let clip = try SampleClips.path("cuts-music.mp4")
        let list = Data("{\"id\": \"part\", \"path\": \"\(clip)\", \"start\": 2, \"end\": 6}\n".utf8)
        let result = try BuiltProgram.run(["preview", "-", "--json"], standardInput: list)
        #expect(result.exitCode == 0, "\(result)")
        let report = try JSONDecoder().decode(FolderReport.self, from: result.standardOutput)
        #expect(report.videos.map(\.name) == ["part"])
        #expect(try #require(report.videos[0].durationSeconds) < 5)
    }

    @Test func anOverviewLinksAPageForEachVideo() throws {
        let folder = try TemporaryFolder()
        for name in ["a b#?.mp4", "\u{5E9}\u{5DC}\u{5D5}\u{5DD}.mp4"] {
            try FileManager.default.createDirectory(at: folder.url("in"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: try SampleClips.url("silent.mp4"), to: folder.url("in/" + name))
        }
        let page = folder.path("over view.html")
        let report = try PreviewRuns.folderReport([folder.path("in"), "--html", page])
        #expect(
            report.videos.map(\.page) == [
                "over%20view-videos/video-00001.html", "over%20view-videos/video-00002.html",
            ])
        #expect(
            folder.files().filter { !$0.hasPrefix("in/") } == [
                "over view-videos/video-00001.html", "over view-videos/video-00002.html", "over view.html",
            ])
        let data = try PreviewRuns.data(ofPage: folder.path("over view-videos/video-00002.html"))
        let source = try #require((data["report"] as? [String: Any])?["source"] as? [String: Any])
        #expect(source["name"] as? String == "\u{5E9}\u{5DC}\u{5D5}\u{5DD}.mp4")
    }
}
