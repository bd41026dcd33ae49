import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct FileStatusTests {
    @Test func sizeAndTimeAreTheFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data(repeating: 1, count: 1234), to: "a")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000.5)], ofItemAtPath: folder.path("a"))
        let wanted = FileStatus(bytes: 1234, modifiedNanoseconds: 1_000_000_000_500_000_000)
        #expect(FileStatus(path: folder.path("a")) == wanted)
        try FileManager.default.createSymbolicLink(at: folder.url("b"), withDestinationURL: folder.url("a"))
        #expect(FileStatus(path: folder.path("b")) == wanted)
    }

    @Test func whatIsNotThereHasNone() throws {
        let folder = try TemporaryFolder()
        #expect(FileStatus(path: folder.path("a")) == nil)
    }
}
