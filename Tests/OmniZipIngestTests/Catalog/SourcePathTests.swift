import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct SourcePathTests {
    @Test func oneFileHasOneSpelling() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "deep/er/a.mp4")
        try FileManager.default.createSymbolicLink(at: folder.url("link"), withDestinationURL: folder.url("deep"))
        var paths = SourcePath()
        let wanted = paths.absolute(folder.path("deep/er/a.mp4"))
        #expect(wanted.hasPrefix("/") && wanted.hasSuffix("/deep/er/a.mp4"))
        for name in ["deep/../deep/er/a.mp4", "link/er/a.mp4", "deep//er/./a.mp4"] {
            #expect(paths.absolute(folder.path + "/" + name) == wanted, "\(name)")
        }
        #expect(paths.absolute("a.mp4") == FileManager.default.currentDirectoryPath + "/a.mp4")
        #expect(paths.absolute("/a.mp4") == "/a.mp4")
    }

    /// The name of a link is kept: it is what the user called the file.
    @Test func linksToFilesKeepTheirNamesAndLeadToOneFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "a.mp4")
        try FileManager.default.createSymbolicLink(at: folder.url("b.mp4"), withDestinationURL: folder.url("a.mp4"))
        var paths = SourcePath()
        #expect(paths.absolute(folder.path("b.mp4")).hasSuffix("/b.mp4"))
        #expect(SourcePath.areSame(folder.path("a.mp4"), folder.path("b.mp4")))
        #expect(!SourcePath.areSame(folder.path("a.mp4"), folder.path("c.mp4")))
    }

    @Test func whatIsNotThereStaysAsItWasGiven() {
        var paths = SourcePath()
        #expect(paths.absolute("/nowhere/at/all.mp4") == "/nowhere/at/all.mp4")
        #expect(SourcePath.areSame("/nowhere/a", "/nowhere/a") && !SourcePath.areSame("/nowhere/a", "/nowhere/b"))
    }
}
