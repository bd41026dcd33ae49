import Foundation
import Testing

@testable import OmniZipTestSupport

@Suite struct SampleClipsTests {
    @Test(arguments: SampleClips.names) func everyClipIsMedia(name: String) throws {
        let seconds = try FFmpegTool.probe([
            "-show_entries", "format=duration", "-of", "default=nokey=1:noprint_wrappers=1", SampleClips.path(name),
        ])
        #expect(try #require(Double(seconds)) > 5)
    }

    @Test func refusesAnUnknownName() {
        #expect(throws: TestSupportError.self) { try SampleClips.path("holiday.mp4") }
    }

    @Test func ffmpegFailuresCarryItsMessage() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: TestSupportError.self) {
            try FFmpegTool.run(["-i", folder.path("missing.mp4"), folder.path("out.mp4")])
        }
        #expect(error?.description.contains("No such file") == true)
    }

    @Test func pythonHasThePackagesThatTestsUse() throws {
        let versions = try PythonTool.run("import safetensors, numpy, jsonschema; print(safetensors.__version__)")
        #expect(versions.hasPrefix("0."))
    }
}
