import OmniZipBundle
import Testing

@Suite struct JSONLinesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let lines = ["a.mp4", "é\n.mp4"].map {
        FailureLine(
            path: $0, failureClass: .transient, stage: "index", code: "io", message: "read failed", hint: "try again",
            attempts: 1)
    }

    @Test func linesSurvive() throws {
        let bytes = try lines.flatMap { try CanonicalJSON.bytes($0) }
        let path = try folder.put(bytes, as: "failures.jsonl")
        #expect(try JSONLines.read(FailureLine.self, path: path) == lines)
        #expect(try JSONLines.read(FailureLine.self, path: folder.put([], as: "empty")) == [])
    }

    @Test func aCutLineIsNamed() throws {
        let bytes = try lines.flatMap { try CanonicalJSON.bytes($0) }
        let path = try folder.put(Array(bytes.dropLast(9)), as: "failures.jsonl")
        let error = #expect(throws: BundleError.self) { try JSONLines.read(FailureLine.self, path: path) }
        #expect(error?.operation == "read line 2")
        #expect(error?.path == path)
        #expect(throws: BundleError.self) { try JSONLines.read(FailureLine.self, path: folder.file("none")) }
    }

    @Test func soundLinesSurroundABrokenOne() throws {
        let sound = try lines.map { try CanonicalJSON.bytes($0) }
        let path = try folder.put(sound[0] + Array("\n{}\n".utf8) + sound[1], as: "failures.jsonl")
        let read = try JSONLines.lines(FailureLine.self, path: path)
        #expect(read.map(\.number) == [1, 3, 4])
        #expect(try read[0].value.get() == lines[0])
        #expect(try read[2].value.get() == lines[1])
        let error = #expect(throws: BundleError.self) { try read[1].value.get() }
        #expect(error?.operation == "read line 3")
        #expect(error?.cause.contains("lacks") == true)
    }
}
