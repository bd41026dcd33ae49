import OmniZipBundle
import Testing

@Suite struct JSONLinesStreamingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ path: String) throws -> [FailureLine] {
        var lines: [FailureLine] = []
        try JSONLines.forEach(FailureLine.self, path: path) { lines.append($0) }
        return lines
    }

    private func line(_ name: String, message: String = "m") -> FailureLine {
        FailureLine(
            path: name, failureClass: .permanent, stage: "index", code: "c", message: message, hint: nil, attempts: 1)
    }

    /// Lines that end at, before and after the ends of what is read at a time, and one longer than that.
    @Test func linesAreTheSameHoweverTheFileIsCut() throws {
        var lines = (0..<2000).map { line("\($0).mp4", message: String(repeating: "x", count: $0 % 97)) }
        lines.insert(line("long.mp4", message: String(repeating: "y", count: 200_000)), at: 1000)
        let bytes = try lines.flatMap { try CanonicalJSON.bytes($0) }
        #expect(try read(folder.put(bytes, as: "a")) == lines)
        #expect(try read(folder.put(Array("\n\n".utf8) + bytes.dropLast(), as: "b")) == lines)
        #expect(try read(folder.put([], as: "c")) == [])
    }

    @Test func aBrokenLineIsNamed() throws {
        let bytes = try CanonicalJSON.bytes(line("a.mp4"))
        let path = try folder.put(bytes + Array("\n{}\n".utf8) + bytes, as: "a")
        var error = #expect(throws: BundleError.self) { try read(path) }
        #expect(error?.operation == "read line 3" && error?.code == .malformed && error?.path == path)
        error = #expect(throws: BundleError.self) { try read(folder.put(bytes.dropLast(5), as: "b")) }
        #expect(error?.operation == "read line 1")
        error = #expect(throws: BundleError.self) { try read(folder.file("none")) }
        #expect(error?.code == .system)
    }

    @Test func aLineWithoutEndIsRefusedBeforeItFillsTheMemory() throws {
        let path = try folder.put([UInt8](repeating: 0x20, count: 17 << 20), as: "a")
        let error = #expect(throws: BundleError.self) { try read(path) }
        #expect(error?.cause.hasPrefix("it is longer than ") == true)
    }
}
