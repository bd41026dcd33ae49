import Foundation
import Testing

@testable import OmniZipTestSupport

@Suite struct TemporaryFolderTests {
    @Test func isRemovedWithItsContents() throws {
        var folder: TemporaryFolder? = try TemporaryFolder()
        let path = try #require(folder?.path)
        try folder?.write("text", to: "a/b.txt")
        #expect(folder?.files() == ["a/b.txt"])
        let locked = try #require(folder?.path("a"))
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: locked)
        folder = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func everyOneIsItsOwn() throws {
        let first = try TemporaryFolder()
        let second = try TemporaryFolder()
        #expect(first.path != second.path)
    }
}
