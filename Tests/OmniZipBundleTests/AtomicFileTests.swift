import Foundation
import Testing

@testable import OmniZipBundle

@Suite struct AtomicFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func contentIsReplacedWhole() throws {
        let path = folder.file("a.json")
        try AtomicFile.write("old", to: path)
        try AtomicFile.write("newer", to: path)
        #expect(try folder.bytes(of: "a.json") == Array("newer".utf8))
        try AtomicFile.write([], to: path)
        #expect(try folder.bytes(of: "a.json") == [])
        #expect(try folder.names() == ["a.json"])
    }

    @Test func failuresLeaveNothingAndTouchNothing() throws {
        #expect(throws: BundleError.self) { try AtomicFile.write("x", to: folder.file("missing/a")) }
        // A folder of the final name cannot be replaced by a file: everything works up to the rename.
        try AtomicFile.createFolder(folder.file("taken/inside"))
        let error = #expect(throws: BundleError.self) { try AtomicFile.write("x", to: folder.file("taken")) }
        #expect(error?.operation == "rename")
        #expect(error?.path == folder.file("taken"))
        #expect(try folder.names() == ["taken"])
        #expect(FileManager.default.fileExists(atPath: folder.file("taken/inside")))
    }

    @Test func anUnfinishedFileHasNoName() throws {
        do {
            let temporary = try TemporaryFile(finalPath: folder.file("a"))
            try temporary.file.write(contentsOf: Array("half".utf8), at: 0)
            #expect(try folder.names() == [])
        }
        #expect(try folder.names() == [])
    }

    @Test(arguments: [true, false]) func bothWaysPublishAndReplace(allowsNameless: Bool) throws {
        for content in ["old", "newer"] {
            let temporary = try TemporaryFile(finalPath: folder.file("a"), allowsNameless: allowsNameless)
            try temporary.file.write(contentsOf: Array(content.utf8), at: 0)
            try temporary.publish()
            #expect(try folder.bytes(of: "a") == Array(content.utf8))
        }
        #expect(try folder.names() == ["a"])
    }

    @Test func anAbandonedFileLeavesTheOldOne() throws {
        let path = folder.file("a")
        try AtomicFile.write("old", to: path)
        do {
            let temporary = try TemporaryFile(finalPath: path, allowsNameless: false)
            try temporary.file.write(contentsOf: Array("half".utf8), at: 0)
            let names = try folder.names()
            #expect(names.count == 2)
            #expect(names.filter(AtomicFile.isTemporaryName).count == 1)
        }
        #expect(try folder.names() == ["a"])
        #expect(try folder.bytes(of: "a") == Array("old".utf8))
    }

    @Test func namesAsLongAsTheFileSystemAllowsAreWritten() throws {
        let name = String(repeating: "n", count: 255)
        try AtomicFile.write("x", to: folder.file(name))
        #expect(try folder.names() == [name])
        let error = #expect(throws: BundleError.self) { try AtomicFile.write("x", to: folder.file(name + "n")) }
        #expect(error?.remedy == "shorten the name")
        #expect(try folder.names() == [name])
    }

    @Test func foldersAreCreatedWithTheirParents() throws {
        let path = folder.file("a/b/c")
        try AtomicFile.createFolder(path)
        try AtomicFile.createFolder(path)
        try AtomicFile.createFolder(path + "/")
        #expect(FileManager.default.fileExists(atPath: path))
        try AtomicFile.write("x", to: folder.file("file"))
        #expect(throws: BundleError.self) { try AtomicFile.createFolder(folder.file("file")) }
        #expect(throws: BundleError.self) { try AtomicFile.createFolder(folder.file("file/below")) }
    }

    @Test func relativePathsHaveAFolder() {
        #expect(TemporaryFile.folder(of: "a") == ".")
        #expect(TemporaryFile.folder(of: "/a") == "/")
        #expect(TemporaryFile.folder(of: "x/y/é") == "x/y")
    }
}
