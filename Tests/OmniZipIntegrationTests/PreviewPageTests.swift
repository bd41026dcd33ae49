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
        #expect(checked.choices?.count == 7 && checked.sweepRows == 20)
        #expect(checked.figures?.contains("block.kept") == true)
        #expect(checked.windows?.contains(0) == true)
        #expect(checked.masks == (clip != "audio-only.m4a") && checked.audioStates == (clip != "silent.mp4"))
    }

    @Test func aBundlesPageShowsWhatItHolds() throws {
        let folder = try TemporaryFolder()
        let bundle = try SampleRuns.standard().path("cuts-music.mp4.safetensors")
        let alone = try check("video", try pages(folder, ["--from", bundle]))
        #expect(alone.choices == ["bundle"] && alone.masks == true && alone.audioStates == true)
        let video = try SampleClips.path("cuts-music.mp4")
        let both = try check("video", try pages(folder, ["--from", bundle, "--video", video]))
        #expect(both.choices?.count == 7 && both.masks == true)
    }

    /// A name with quotes, markup, a line end, an emoji and right-to-left text, in both kinds of pages.
    @Test func hostileNamesAreOnlyText() throws {
        let folder = try TemporaryFolder()
        for name in [HostileName.text, "plain.mp4"] {
            try FileManager.default.createDirectory(at: folder.url("in"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: try SampleClips.url("silent.mp4"), to: folder.url("in/" + name))
        }
        let overview = try check("folder", try pages(folder, [folder.path("in")]))
        #expect(overview.followed == "page-videos/video-00001.html" && overview.rows == 2)
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
            page.replacing("rawValue(value) }", with: "rawValue(path === \"block.kept\" ? value + 1 : value) }"),
            page.replacing("\nannounce(\"\");", with: "\nannounce(\"\"); console.error(\"no\");"),
            page.replacing("\nannounce(\"\");", with: "\nannounce(\"\"); throw new Error(\"no\");"),
            page.replacing("img-src data:", with: "img-src *").replacing(
                "\nannounce(\"\");", with: "\nannounce(\"\"); new Image().src = \"http://127.0.0.1:9/x.png\";"),
            page.replacing(".cards { display: grid;", with: ".cards { min-width: 2000px; display: grid;"),
        ]
        for (number, text) in broken.enumerated() {
            #expect(text != page, "fault \(number)")
            // The policy would keep a changed script from running at all.
            let text = text.replacing(#/script-src 'sha256-[^']*'/#, with: "script-src 'unsafe-inline'")
            let file = try folder.write(text, to: "broken-\(number).html")
            #expect(try run("video", page: file.path, report: made.report).exitCode == 1, "fault \(number)")
        }
    }

    /// Only the page's own script runs: its policy names it by its hash.
    @Test func aChangedScriptDoesNotRun() throws {
        let folder = try TemporaryFolder()
        let made = try pages(folder, [try SampleClips.path("audio-only.m4a"), "--plan-only"])
        let page = try String(contentsOfFile: made.page, encoding: .utf8)
        let file = try folder.write(page.replacing("\nannounce(\"\");", with: "\nannounce(\"\"); "), to: "changed.html")
        #expect(try run("video", page: file.path, report: made.report).exitCode == 1)
    }

    /// Makes a page and its report.
    private func pages(_ folder: TemporaryFolder, _ arguments: [String]) throws -> (page: String, report: String) {
        let page = folder.path("page.html")
        let result = try BuiltProgram.run(["preview", "--json", "--html", page] + arguments)
        guard result.exitCode == 0 else { throw TestSupportError("preview \(arguments): \(result)") }
        #expect(result.errors.isEmpty)
        return (page, try folder.write(result.standardOutput, to: "report.json").path)
    }

    /// What page_check.py looked at, as it prints it.
    private struct Checked: Decodable {
        let figures: [String]?
        let windows: [Int]?
        let choices: [String]?
        let masks: Bool?
        let audioStates: Bool?
        let sweepRows: Int?
        let rows: Int?
        let followed: String?

        enum CodingKeys: String, CodingKey {
            case figures
            case windows
            case choices
            case masks
            case audioStates = "audio_states"
            case sweepRows = "sweep_rows"
            case rows
            case followed
        }
    }

    private func check(_ kind: String, _ made: (page: String, report: String)) throws -> Checked {
        let result = try run(kind, page: made.page, report: made.report)
        guard result.exitCode == 0 else { throw TestSupportError("\(result)") }
        return try JSONDecoder().decode(Checked.self, from: result.standardOutput)
    }

    private func run(_ kind: String, page: String, report: String) throws -> ProgramResult {
        let script = PackageRoot.url.appendingPathComponent("Tests/OmniZipIntegrationTests/Browser/page_check.py")
        return try ProgramRunner.run(
            try PythonTool.url(), [script.path, kind, page, report], environment: ["PYTHONUTF8": "1"])
    }
}
