import Foundation
import Testing

@testable import OmniZipBundle

@Suite struct StaleFilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func whatAKilledProcessLeftIsRemovedAndNothingElse() throws {
        try AtomicFile.createFolder(folder.file("a/b"))
        for name in [".omnizip-1.tmp", "a/.omnizip-2f.tmp", "a/b/.omnizip-3.tmp"] {
            try Data("half".utf8).write(to: URL(fileURLWithPath: folder.file(name)))
        }
        try AtomicFile.write("whole", to: folder.file("a/b/c.json"))
        let living = try TemporaryFile(finalPath: folder.file("a/d.json"), allowsNameless: false)
        #expect(StaleFiles.remove(below: folder.path) == 3)
        try living.publish()
        let left = FileManager.default.subpaths(atPath: folder.path)?.sorted()
        #expect(left == ["a", "a/b", "a/b/c.json", "a/d.json"])
    }

    @Test func aLinkToAFileElsewhereStays() throws {
        try AtomicFile.createFolder(folder.file("out"))
        try AtomicFile.write("precious", to: folder.file("precious"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("out/.omnizip-1.tmp"), withDestinationPath: folder.file("precious"))
        #expect(StaleFiles.remove(below: folder.file("out")) == 0)
        #expect(try folder.bytes(of: "precious") == Array("precious".utf8))
    }
}
