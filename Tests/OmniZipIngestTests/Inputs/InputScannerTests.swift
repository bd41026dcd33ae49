import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct InputScannerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func sourcesComeInTheOrderOfNaming() throws {
        for name in ["two/b.mp4", "two/a.mp4", "one/c.mp4", "file.mp4"] { try folder.write("x", to: name) }
        let list = try folder.write("z.mp4\n", to: "list.txt").path
        let scanner = try InputScanner(
            InputSources(paths: ["two", "file.mp4", "one"].map(folder.path), lists: [list]))
        let inputs = try scanner.all()
        #expect(inputs.map(\.name) == ["a.mp4", "b.mp4", "file.mp4", "c.mp4", "z.mp4"])
        #expect(inputs.map(\.wasNamed) == [false, false, true, false, true])
        #expect(try scanner.next() == nil)
    }

    @Test func namedFilesAreTakenWhateverTheRules() throws {
        try folder.write("x", to: "deep/.hidden.mp4")
        let sources = InputSources(
            paths: [folder.path("deep/.hidden.mp4"), folder.path("deep")], include: ["*.mkv"], exclude: ["*.mp4"])
        #expect(try InputScanner.names(sources) == [".hidden.mp4"])
    }

    @Test func whatDoesNotExistIsNamedBeforeAnythingIsRead() throws {
        try folder.write("x", to: "a.mp4")
        for path in [folder.path("missing"), folder.path("a.mp4/b"), ""] {
            let error = #expect(throws: ConfigurationError.self) {
                try InputScanner(InputSources(paths: [folder.path, path]))
            }
            #expect(error?.code == .conflictingInputs && error?.subject == path)
            #expect(error?.message.contains("no such file or folder") == true)
        }
    }

    @Test func listsThatCannotBeReadAreNamed() throws {
        let missing = folder.path("missing.txt")
        let error = #expect(throws: ConfigurationError.self) { try InputScanner(InputSources(lists: [missing])) }
        #expect(error?.code == .unreadableFile && error?.subject == missing)
        let scanner = try InputScanner(InputSources(lists: [folder.path]))
        let fault = #expect(throws: ConfigurationError.self) { try scanner.next() }
        #expect(fault?.code == .unreadableFile && fault?.message.contains("Is a directory") == true)
    }

    @Test func standardInputIsReadOnce() {
        let error = #expect(throws: ConfigurationError.self) { try InputScanner(InputSources(lists: ["-", "-"])) }
        #expect(error?.message == "standard input is read only once")
    }

    @Test func includeAndExcludeChooseFilesOfFolders() throws {
        for name in ["a.mp4", "b.mkv", "raw/c.mp4", "raw/d.txt", "talks/2024/e.mp4", "talks/raw/f.mp4"] {
            try folder.write("x", to: name)
        }
        func names(include: [String] = [], exclude: [String] = []) throws -> [String] {
            try InputScanner.names(InputSources(paths: [folder.path], include: include, exclude: exclude))
        }
        #expect(try names(include: ["*.mp4"]) == ["a.mp4", "raw/c.mp4", "talks/2024/e.mp4", "talks/raw/f.mp4"])
        #expect(try names(include: ["*.mkv", "raw/*"]) == ["b.mkv", "raw/c.mp4", "raw/d.txt"])
        #expect(try names(include: ["*.mp4"], exclude: ["raw"]) == ["a.mp4", "talks/2024/e.mp4"])
        #expect(try names(exclude: ["raw/**", "*.mkv"]) == ["a.mp4", "talks/2024/e.mp4", "talks/raw/f.mp4"])
        #expect(try names(include: ["**/raw/*"], exclude: ["*.txt"]) == ["raw/c.mp4", "talks/raw/f.mp4"])
        #expect(try names(include: ["*.mp4"], exclude: ["*"]).isEmpty)
    }

    @Test func anExcludedFolderIsNotOpened() throws {
        try folder.write("x", to: "a.mp4")
        try folder.write("x", to: "raw/b.mp4")
        try folder.link("raw/loop", to: folder.path)
        for pattern in ["raw", "raw/**", "r?w/**", "**/raw"] {
            let scanner = try InputScanner(InputSources(paths: [folder.path], exclude: [pattern]))
            #expect(try scanner.all().map(\.name) == ["a.mp4"])
            // The loop inside was not seen.
            #expect(scanner.passedOverLinkCount == 0, "\(pattern)")
        }
    }

    @Test func aPatternThatCannotBeUsedIsNamed() {
        for sources in [InputSources(include: ["*.mp4", "[a"]), InputSources(exclude: ["[a"])] {
            let error = #expect(throws: ConfigurationError.self) { try InputScanner(sources) }
            #expect(error?.code == .invalidValue && error?.subject == "pattern '[a'")
        }
    }

    @Test func noMoreNotesAreKeptThanAPersonReads() throws {
        for number in 0..<150 { try folder.link("in/\(number)", to: ".") }
        let scanner = try InputScanner(InputSources(paths: [folder.path("in")]))
        #expect(try scanner.all().isEmpty)
        #expect(scanner.passedOverLinkCount == 150 && scanner.notes.count == 100)
    }
}
