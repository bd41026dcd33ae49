import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Videos from a list: ids, parts, meta.
@Suite struct ListTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ arguments: [String], list: String) throws -> ProgramResult {
        try BuiltProgram.run(
            ["run"] + arguments + ["--output", folder.path("out")] + Dataset.quickest, standardInput: Data(list.utf8),
            timeLimitSeconds: 300)
    }

    private func manifest() throws -> [ManifestLine] {
        try JSONLines.read(ManifestLine.self, path: folder.path("out/manifest.jsonl"))
    }

    @Test func partsOfOneFileWithIdsAndMeta() throws {
        let clip = try SampleClips.path("slide-talk.mp4")
        let list = """
            {"id": "talk/one", "path": "\(clip)", "start": 0, "end": 4, "meta": {"label": "first", "n": 1}}
            {"id": "talk/two", "path": "\(clip)", "start": 4.5, "end": 9}
            {"path": "\(clip)", "end": 3}

            """
        let result = try run(["-"], list: list)
        #expect(result.exitCode == 0, "\(result)")
        let lines = try manifest()
        let whole = String(clip.dropFirst())
        #expect(lines.map(\.path) == [whole + "#t=,3", "talk/one", "talk/two"].sorted())
        let one = try #require(lines.first { $0.path == "talk/one" })
        #expect(one.startSeconds == 0 && one.endSeconds == 4)
        #expect(one.meta == .object(["label": .string("first"), "n": .integer(1)]))
        let seconds = try #require(one.durationSeconds)
        #expect(abs(seconds - 4) < 0.1)
        #expect(lines.first { $0.path == "talk/two" }?.meta == nil)
        let verified = try BuiltProgram.run(["verify", folder.path("out")])
        #expect(verified.exitCode == 0, "\(verified)")
    }

    @Test func plainPathsAndMissingFiles() throws {
        let list = folder.path("list.txt")
        try folder.write("\(try SampleClips.path("audio-only.m4a"))\n\(folder.path("missing.mp4"))\n", to: "list.txt")
        let result = try run(["--list", list], list: "")
        #expect(result.exitCode == 1, "\(result)")
        #expect(try manifest().count == 1)
        let failures = try JSONLines.read(FailureLine.self, path: folder.path("out/failures.jsonl"))
        #expect(failures.map(\.code) == ["not_found"])
    }

    @Test(arguments: [
        #"{"path": "a.mp4", "start": -1}"#, #"{"path": "a.mp4", "start": 5, "end": 5}"#, #"{"id": "x"}"#,
        #"{"path": "a.mp4", "colour": "red"}"#, #"{"id": "../x", "path": "a.mp4"}"#, "{broken",
        #"{"id": "\#(String(repeating: "a/", count: 3000))b", "path": "a.mp4"}"#,
    ])
    func aLineThatCannotBeMeantIsAnErrorBeforeAnyWork(line: String) throws {
        let result = try run(["--list", "-"], list: "good.mp4\n\(line)\n")
        #expect(result.exitCode == 64, "\(result)")
        #expect(result.errors.contains("line 2") || result.errors.contains(":2"), "\(result)")
    }

    @Test func nothingNamedIsAnError() throws {
        let result = try run([], list: "")
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("nothing is named"))
    }
}
