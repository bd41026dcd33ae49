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
}
