import Foundation
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// Hostile names in the terminal and in JSON; pages: PreviewPageTests.
@Suite struct PreviewNameTests {
    @Test(arguments: [["COLUMNS": "80"], ["COLUMNS": "200"]])
    func noNameBreaksALineOrReachesTheTerminal(_ environment: [String: String]) throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(at: folder.url("in"), withIntermediateDirectories: true)
        let file = folder.url("in/" + HostileName.text)
        try FileManager.default.copyItem(at: try SampleClips.url("silent.mp4"), to: file)
        try folder.write("no media", to: "in/bad" + HostileName.text)
        for arguments in [[file.path, "--plan-only"], [folder.path("in")]] {
            let result = try BuiltProgram.run(["preview"] + arguments, environment: environment)
            let shown = result.output + result.errors
            #expect(!shown.contains("\u{1B}") && !shown.contains("\u{202E}"), "\(arguments)")
            // A long name is cut in the middle.
            #expect(shown.contains("{{data}}.mp4"), "\(arguments): \(shown)")
            #expect(environment["COLUMNS"] != "200" || shown.contains("<script>") && shown.contains("\\n"))
        }
        let report = try PreviewRuns.folderReport([folder.path("in")], exitCode: 1)
        #expect(report.videos.map(\.name) == [HostileName.text])
        #expect(report.failures.map(\.path) == ["bad" + HostileName.text])
    }
}
