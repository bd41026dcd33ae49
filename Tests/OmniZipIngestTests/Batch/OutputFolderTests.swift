import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct OutputFolderTests {
    @Test func isMadeWithTheFoldersAboveItAndLeftEmpty() throws {
        let folder = try TemporaryFolder()
        try OutputFolder.prepare(folder.path("a/b/c"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("a/b/c")).isEmpty)
        try OutputFolder.prepare(folder.path("a/b/c"))
    }

    @Test func belowAFileIsAnErrorThatNamesIt() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "file")
        for path in ["file", "file/out"].map(folder.path) {
            let error = #expect(throws: ConfigurationError.self) { try OutputFolder.prepare(path) }
            #expect(error?.code == .unwritableOutput)
            #expect(error?.subject == path)
            #expect(error?.message.contains("the output folder cannot be written: ") == true)
            #expect(error?.message.contains("choose another folder with --output") == true)
        }
    }
}
