import Foundation
import OmniZipBundle
import Testing

@Suite struct AtomicFileWriterTests {
    @Test func nothingShowsBeforeItIsPublished() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("list.jsonl")
        try AtomicFile.write("old", to: path)
        let writer = try AtomicFileWriter(path: path)
        // More than one chunk.
        for number in 0..<30_000 { try writer.append(line: "line \(number)") }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        try writer.publish()
        let wanted = (0..<30_000).map { "line \($0)\n" }.joined()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == wanted)
    }

    @Test func whatIsGivenUpLeavesNothing() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try AtomicFileWriter(path: folder.file("list.jsonl"))
            try writer.append(Array("half".utf8))
        }
        #expect(try folder.names() == [])
    }

    @Test func aMissingFolderIsAnError() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: BundleError.self) { try AtomicFileWriter(path: folder.file("no/list")) }
        #expect(error?.code == .system)
    }
}
