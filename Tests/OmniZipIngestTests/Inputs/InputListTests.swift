import Foundation
import OmniZipBundle
import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct InputListTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func eachLineIsAPath() throws {
        let text = "\u{FEFF}a.mp4\r\n\r\n#b.mp4\n  c d.mp4\n\n./x/../e.mp4\n/data/f.mp4\n./{g\n-\nlast"
        let inputs = try read(text)
        #expect(
            inputs.map(\.path) == [
                "a.mp4", "#b.mp4", "  c d.mp4", "./x/../e.mp4", "/data/f.mp4", "./{g", "-", "last",
            ])
        #expect(
            inputs.map(\.name) == ["a.mp4", "#b.mp4", "  c d.mp4", "e.mp4", "data/f.mp4", "{g", "-", "last"])
        #expect(inputs.allSatisfy { $0.wasNamed && $0.part == nil && $0.meta == nil && $0.problem == nil })
    }

    @Test func linesOfJSONSayMore() throws {
        let inputs = try read(
            """
            {"path": "a.mp4"}
            {"path": "./b.mp4", "start": 10, "end": 20.5}
            {"path": "b.mp4", "start": 1e1}
            {"path": "b.mp4", "end": 3, "id": null, "start": null, "meta": null}
            {"path": "/x/c.mp4", "id": "talks/c", "start": -0.0, "end": 0.5, "meta": {"label": "\\u00e9", "n": [1, 2.5]}}
            {"meta": 0, "path": "d\\n.mp4", "named": false}
            """)
        #expect(inputs.map(\.name) == ["a.mp4", "b.mp4#t=10,20.5", "b.mp4#t=10", "b.mp4#t=,3", "talks/c", "d\n.mp4"])
        #expect(inputs.map(\.path) == ["a.mp4", "./b.mp4", "b.mp4", "b.mp4", "/x/c.mp4", "d\n.mp4"])
        #expect(
            inputs.map(\.part) == [
                nil, MediaPart(startSeconds: 10, endSeconds: 20.5), MediaPart(startSeconds: 10),
                MediaPart(endSeconds: 3), MediaPart(startSeconds: 0, endSeconds: 0.5), nil,
            ])
        #expect(inputs[4].part?.startSeconds?.sign == .plus)
        #expect(
            inputs.map(\.meta) == [
                nil, nil, nil, nil,
                .object(["label": .string("\u{e9}"), "n": .array([.integer(1), .number(2.5)])]), .integer(0),
            ])
        #expect(inputs.map(\.wasNamed) == [true, true, true, true, true, false])
    }

    @Test(arguments: [
        (#"{"path": "a", "begin": 1}"#, #"unknown key "begin"; allowed: id, path, start, end, named, meta"#),
        (#"{"id": "a"}"#, "path is missing; give the path of a file"),
        (#"{"path": null}"#, "path is missing"),
        (#"{"path": 5}"#, "path is 5, which is not allowed: the path of a file"),
        (#"{"path": "a", "named": 0}"#, "named is 0, which is not allowed: true or false"),
        (#"{"path": ""}"#, "path is \"\", which is not allowed"),
        (#"{"path": "a\u0000b"}"#, "path is \"a\\u0000b\", which is not allowed"),
        (#"{"path": "a", "id": 7}"#, "id is 7, which is not allowed: a relative path without empty parts"),
        (#"{"path": "a", "id": "../x"}"#, "id is \"../x\", which is not allowed"),
        (#"{"path": "a", "id": "/x"}"#, "id is \"/x\", which is not allowed"),
        (#"{"path": "a", "id": ""}"#, "id is \"\", which is not allowed"),
        (#"{"path": "a", "start": -1}"#, "start is -1, which is not allowed: a number of seconds from 0"),
        (#"{"path": "a", "start": "1"}"#, "start is \"1\", which is not allowed"),
        (#"{"path": "a", "end": true}"#, "end is true, which is not allowed"),
        (#"{"path": "a", "start": 1e999}"#, "the number is too large at byte"),
        (
            #"{"path": "a", "start": 3, "end": 3}"#,
            "end is 3, which is not allowed: a number of seconds greater than start (3)"
        ),
        (#"{"path": "a", "end": 0}"#, "greater than start (0)"),
        (#"{"path": "a", "end": NaN}"#, "not JSON: expected a value at byte"),
        (#"{"path": "a", "path": "b"}"#, "a key comes twice"),
        (#"{"path": "a""#, "not JSON"),
        ("{a}.mp4", "not JSON: expected a key at byte 1; a line that begins with { is a JSON object"),
        (#"{"path": "a"} {"path": "b"}"#, "text after the value"),
        ("x/", #""x/" is a folder; a list names files"#), (#"{"path": ".."}"#, #"".." is a folder"#),
        ("a\0b", "a NUL byte; a list is UTF-8 text"),
    ])
    func aLineThatCannotBeUsedIsNamed(line: String, message: String) throws {
        let path = try folder.write("good.mp4\n\n" + line + "\n", to: "list.jsonl").path
        let list = try InputList(path: path)
        #expect(try list.next()?.name == "good.mp4")
        let error = #expect(throws: ConfigurationError.self) { try list.next() }
        #expect(error?.code == .invalidValue && error?.subject == path + ":3")
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test func aLongValueIsShownInPart() throws {
        let list = try InputList(
            path: try folder.write(#"{"path": "a", "id": "../\#(String(repeating: "n", count: 500))"}"#, to: "l").path)
        let error = #expect(throws: ConfigurationError.self) { try list.next() }
        #expect(error?.message.contains("nnn...") == true && error?.message.count ?? 0 < 200)
    }

    @Test func aPathThatIsNoTextFails() throws {
        let bytes = Data(Array("a".utf8) + [0xE9] + Array(".mp4\nb.mp4\n".utf8))
        let list = try InputList(path: try folder.write(bytes, to: "list").path)
        let bad = try #require(try list.next())
        #expect(bad.name == "a\\xe9.mp4" && bad.problem?.code == .unusableName)
        #expect(try list.next()?.name == "b.mp4")
    }

    @Test func filesThatAreMissingAreNotLookedFor() throws {
        let input = try #require(try read("/no/such/file.mp4").first)
        #expect(input.name == "no/such/file.mp4" && input.problem == nil)
    }

    private func read(_ text: String) throws -> [IngestInput] {
        let path = try folder.write(text, to: "list").path
        return try InputScanner(InputSources(lists: [path])).all()
    }
}
