import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// Pipeline files from an unknown hand.
@Suite struct PipelineTextTests {
    private func failure(_ text: String) -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) { try PipelineFile.parse(text, path: "p.yaml") }
    }

    @Test func aBillionLaughsAreRefusedAtOnce() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<30 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        text += "? *a29\n: 1\n"
        let error = failure(text)
        #expect(error?.code == .unreadableFile)
        #expect(error?.description == "p.yaml: line 1: anchors and aliases are not allowed (&a...)")
    }

    @Test(arguments: [
        "fps: &x 1", "fps: *x", "&x fps: 1", "[*x]", "{a: *x}", "{\"a\":*x}", "- *x", "\u{FEFF}*x", "a:\u{85}*x",
        "['b # c', *x]", "! *x", "a: |\n *x", "a: !!str &-x 1",
    ])
    func anchorsAndAliasesInEveryPlace(text: String) {
        #expect(throws: ConfigurationError.self) { try PipelineText.requireNoAliases(text, path: "p.yaml") }
    }

    @Test(arguments: [
        "# 128 * 28 * 28, 128*28*28 & more", "a: AT&T", "a: \"*.mp4\"", "a: \"*b\"", "a: b/*c", "&", "*", "",
    ])
    func productsAndPatternsAreNone(text: String) throws {
        try PipelineText.requireNoAliases(text, path: "p.yaml")
    }

    @Test(arguments: ["[", "- ", "{a: ", "? "])
    func nestingWithoutEndIsAnError(piece: String) {
        #expect(failure(String(repeating: piece, count: 100_000))?.code == .unreadableFile)
    }

    @Test func nestingAsDeepAsTheParserAllows() {
        let text = "fps: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(failure(text)?.code == .invalidValue)
    }

    @Test func aFileBeyondTheSizeLimitIsNotRead() throws {
        let folder = try TemporaryFolder()
        let full = "fps: 1\n" + String(repeating: "#", count: PipelineText.maxBytes - 7)
        let file = try folder.write(full, to: "full.yaml")
        #expect(try PipelineFile.load(path: file.path).configuration.fps == 1)
        let larger = try folder.write(full + "#", to: "larger.yaml")
        let error = #expect(throws: ConfigurationError.self) { try PipelineFile.load(path: larger.path) }
        #expect(error?.code == .unreadableFile)
        #expect(error?.message.hasPrefix("more than 1048576 bytes") == true)
    }

    @Test func aPipeADeviceAndAFolderAreNotWaitedFor() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path("pipe.yaml"), 0o600) == 0)
        for path in [folder.path("pipe.yaml"), "/dev/zero", folder.url.path] {
            let error = #expect(throws: ConfigurationError.self) { try PipelineFile.load(path: path) }
            #expect(error?.code == .unreadableFile)
            #expect(error?.description == "\(path): not a regular file: give a YAML file")
        }
    }

    @Test func bytesThatAreNoText() throws {
        let folder = try TemporaryFolder()
        try Data([0x66, 0xff, 0xfe, 0x00]).write(to: folder.url("bytes.yaml"))
        let error = #expect(throws: ConfigurationError.self) {
            try PipelineFile.load(path: folder.path("bytes.yaml"))
        }
        #expect(error?.message.hasPrefix("not UTF-8") == true)
    }
}
