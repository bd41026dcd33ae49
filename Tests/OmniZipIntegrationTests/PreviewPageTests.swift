import Foundation
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// The pages of `omnizip preview --html`, opened in headless Chromium (Browser/page_check.py).
@Suite struct PreviewPageTests {
    /// Sound and pictures, pictures alone, sound alone; every method, two presets and a table over rates.
    @Test(arguments: ["speech-object.mp4", "silent.mp4", "audio-only.m4a"])
    func aVideosPageShowsWhatTheReportSays(_ clip: String) throws {
        let folder = try TemporaryFolder()
        let checked = try check("video", try pages(folder, [try SampleClips.path(clip), "--sweep"]))
        #expect(checked["choices"] == 6)
        #expect(checked["pictures"] == (clip == "audio-only.m4a" ? nil : 4))
    }

    @Test func aBundlesPageShowsWhatItHolds() throws {
        let folder = try TemporaryFolder()
        let bundle = try SampleRuns.standard().path("cuts-music.mp4.safetensors")
        let alone = try check("video", try pages(folder, ["--from", bundle, "--methods", "omnizip"]))
        #expect(alone["choices"] == nil && alone["pictures"] == nil)
        let video = try SampleClips.path("cuts-music.mp4")
        let both = try check("video", try pages(folder, ["--from", bundle, "--video", video]))
        #expect(both["pictures"] == 4)
    }

    /// A name with quotes, markup, a line end, an emoji and right-to-left text, in both kinds of pages.
    @Test func hostileNamesAreOnlyText() throws {
        let folder = try TemporaryFolder()
        for name in [HostileName.text, "plain.mp4"] {
            try FileManager.default.createDirectory(at: folder.url("in"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: try SampleClips.url("silent.mp4"), to: folder.url("in/" + name))
        }
        let overview = try check("folder", try pages(folder, [folder.path("in")]))
        #expect(overview["links"] == 1 && overview["sorts"] == 20)
        let one = try pages(folder, [folder.path("in/" + HostileName.text), "--plan-only"])
        _ = try check("video", one)
        let source = try #require(
            (try PreviewRuns.data(ofPage: one.page)["report"] as? [String: Any])?["source"] as? [String: Any])
        #expect((source["name"] as? String)?.hasSuffix(HostileName.text) == true)
    }

    /// The check itself can fail: on another number, on an error of the console, on a request.
    @Test func theCheckFindsFaults() throws {
        let folder = try TemporaryFolder()
        let made = try pages(folder, [try SampleClips.path("audio-only.m4a"), "--plan-only"])
        let page = try String(contentsOfFile: made.page, encoding: .utf8)
        let broken = [
            page.replacing("grouped(count.kept))", with: "grouped(count.kept + 1))")
                .replacing("figure(path + \".kept\", count.kept,", with: "figure(path + \".kept\", count.kept + 1,"),
            page.replacing("\nmain();", with: "\nmain(); console.error(\"no\");"),
            page.replacing("\nmain();", with: "\nmain(); throw new Error(\"no\");"),
            page.replacing("img-src data:", with: "img-src *")
                .replacing("\nmain();", with: "\nmain(); new Image().src = \"http://127.0.0.1:9/x.png\";"),
            page.replacing(".cards { display: grid;", with: ".cards { min-width: 2000px; display: grid;"),
        ]
        for (number, text) in broken.enumerated() {
            #expect(text != page, "fault \(number)")
            let file = try folder.write(text, to: "broken-\(number).html")
            #expect(try run("video", page: file.path, report: made.report).exitCode == 1, "fault \(number)")
        }
    }

    /// Makes a page and its report.
    private func pages(_ folder: TemporaryFolder, _ arguments: [String]) throws -> (page: String, report: String) {
        let page = folder.path("page.html")
        let result = try BuiltProgram.run(["preview", "--json", "--html", page] + arguments)
        guard result.exitCode == 0 else { throw TestSupportError("preview \(arguments): \(result)") }
        #expect(result.errors.contains("page.html"))
        return (page, try folder.write(result.standardOutput, to: "report.json").path)
    }

    private func check(_ kind: String, _ made: (page: String, report: String)) throws -> [String: Int] {
        let result = try run(kind, page: made.page, report: made.report)
        guard result.exitCode == 0 else { throw TestSupportError("\(result)") }
        return try JSONDecoder().decode([String: Int].self, from: result.standardOutput)
    }

    private func run(_ kind: String, page: String, report: String) throws -> ProgramResult {
        let script = PackageRoot.url.appendingPathComponent("Tests/OmniZipIntegrationTests/Browser/page_check.py")
        return try ProgramRunner.run(
            try PythonTool.url(), [script.path, kind, page, report], environment: ["PYTHONUTF8": "1"])
    }
}
