import Foundation
import Testing

@testable import OmniZipBundle

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct FileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Nobody writes to the pipe: whoever waits for it waits for ever.
    @Test(.timeLimit(.minutes(1))) func pipesAreRefusedAtOnce() throws {
        let path = folder.file("pipe")
        try #require(mkfifo(path, 0o600) == 0)
        let error = #expect(throws: BundleError.self) { try File.reading(path) }
        #expect(error?.cause == "not a regular file")
        #expect(error?.path == path)
        #expect(throws: BundleError.self) { try BundleReader(path: path) }
        #expect(throws: BundleError.self) { try EmbeddingsFile(path: path) }
        #expect(throws: BundleError.self) { try BundleDocument(path: path) }
        #expect(throws: BundleError.self) { try JSONLines.read(FailureLine.self, path: path) }
        #expect(
            BundleVerifier.problems(path: path).map(\.description) == ["file: open: not a regular file"])
    }

    @Test(arguments: ["/dev/null", "/dev/zero", "/"])
    func whatIsNoFileIsRefused(path: String) {
        let error = #expect(throws: BundleError.self) { try File.reading(path) }
        #expect(error?.cause == "not a regular file")
    }

    @Test func regularFilesAndLinksToThemAreRead() throws {
        let path = try folder.put([1, 2, 3], as: "a")
        try FileManager.default.createSymbolicLink(atPath: folder.file("b"), withDestinationPath: path)
        for name in ["a", "b"] {
            let file = try File.reading(folder.file(name))
            #expect(try file.size() == 3)
            #expect(try file.bytes(at: 1, count: 2) == [2, 3])
        }
    }
}
