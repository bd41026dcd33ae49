import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct InputDiscoveryTests {
    @Test func inputsComeInByteOrderOfTheirNames() throws {
        let folder = try TemporaryFolder()
        for name in ["b.mp4", "a/z.mp4", "a.mp4", "a-b.mp4", "B.mp4", "a/b/c.mp4", "\u{e9}.mp4", "z.mp4"] {
            try folder.write("x", to: name)
        }
        let found = try InputDiscovery.inputs(at: [folder.path], excluding: nil)
        #expect(
            found.map(\.name) == [
                "B.mp4", "a-b.mp4", "a.mp4", "a/b/c.mp4", "a/z.mp4", "b.mp4", "z.mp4", "\u{e9}.mp4",
            ])
        #expect(found.allSatisfy { !$0.wasNamed && FileManager.default.fileExists(atPath: $0.path) })
    }

    @Test func theOutputFolderInsideAnInputFolderIsPassedOver() throws {
        let folder = try TemporaryFolder()
        for name in ["a.mp4", "out/a.mp4.json", "out/deep/b.json", "output/c.mp4"] { try folder.write("x", to: name) }
        #expect(try names(folder.path, excluding: folder.path("out")) == ["a.mp4", "output/c.mp4"])
        #expect(try names(folder.path + "/", excluding: folder.path + "/./out/") == ["a.mp4", "output/c.mp4"])
    }

    @Test func namesThatDifferInBytesAloneAreTwoFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "caf\u{e9}.mp4")
        try folder.write("x", to: "cafe\u{301}.mp4")
        #expect(try names(folder.path).count == 2)
    }

    @Test func oneFileNamedTwiceIsOneInput() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("x", to: "a.mp4").path
        let inputs = try InputDiscovery.inputs(
            at: [file, folder.path("../\(folder.url("x").deletingLastPathComponent().lastPathComponent)/a.mp4"), file],
            excluding: nil)
        #expect(inputs.map(\.name) == ["a.mp4"])
    }

    @Test func namedFilesKeepTheirNameAndMarkItAsNamed() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "deep/b.mp4")
        try folder.write("x", to: ".hidden.mp4")
        let found = try InputDiscovery.inputs(
            at: [folder.path("deep/b.mp4"), folder.path(".hidden.mp4")], excluding: nil)
        #expect(found.map(\.name) == [".hidden.mp4", "b.mp4"])
        #expect(found.allSatisfy { $0.wasNamed })
    }

    @Test func twoInputsOfOneNameAreBothNamed() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "one/a.mp4")
        try folder.write("x", to: "two/a.mp4")
        for paths in [["one", "two"], ["one/a.mp4", "two/a.mp4"]] {
            let error = #expect(throws: ConfigurationError.self) {
                try InputDiscovery.inputs(at: paths.map(folder.path), excluding: nil)
            }
            #expect(error?.code == .conflictingInputs)
            #expect(error?.subject == "a.mp4")
            #expect(error?.message.contains(folder.path("one/a.mp4")) == true)
        }
    }

    @Test func aFileNamedBesideItsFolderIsOneNamedInput() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "one/a.mp4")
        for paths in [["one", "one/a.mp4"], ["one/a.mp4", "one"]] {
            let inputs = try InputDiscovery.inputs(at: paths.map(folder.path), excluding: nil)
            #expect(inputs.map(\.name) == ["a.mp4"] && inputs[0].wasNamed)
        }
    }

    @Test func whatDoesNotExistIsNamed() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: ConfigurationError.self) {
            try InputDiscovery.inputs(at: [folder.path("missing")], excluding: nil)
        }
        #expect(error?.subject == folder.path("missing"))
        #expect(error?.message.contains("no such file or folder") == true)
    }

    @Test func anEmptyFolderHasNoInputs() throws {
        let folder = try TemporaryFolder()
        #expect(try names(folder.path).isEmpty)
    }

    private func names(_ path: String, excluding output: String? = nil) throws -> [String] {
        try InputDiscovery.inputs(at: [path], excluding: output).map(\.name)
    }
}
