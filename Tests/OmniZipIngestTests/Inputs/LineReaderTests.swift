import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct LineReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [
        ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]), ("a\r\nb\r\n", ["a", "b"]),
        ("\u{FEFF}a\n\u{FEFF}b\n", ["a", "\u{FEFF}b"]), ("a\rb\r\r\n", ["a\rb\r"]), ("\u{FEFF}\r\n", [""]),
        ("a\r", ["a"]),
    ])
    func linesOfAFile(text: String, lines: [String]) throws {
        let path = try folder.write(text, to: "list").path
        #expect(try all(LineReader(path: path, name: "list")) == lines)
    }

    @Test func linesAcrossBlocksAreWhole() throws {
        var random = SeededGenerator(property: "lines across blocks", seed: 5)
        let lines = (0..<40).map {
            String(repeating: "ab\u{e9}", count: Int.random(in: 0...6000, using: &random)) + "\($0)"
        }
        let path = try folder.write(lines.joined(separator: "\r\n"), to: "list").path
        #expect(try all(LineReader(path: path, name: "list")) == lines)
    }

    @Test func aLineOfAMebibyteIsReadAndALongerOneIsNamed() throws {
        let longest = String(repeating: "a", count: LineReader.maximumLineBytes)
        let reader = try LineReader(
            path: try folder.write("x\n\(longest)\n\(longest)b\n", to: "list").path, name: "list")
        #expect(try reader.next() == [UInt8(ascii: "x")])
        #expect(try reader.next()?.count == LineReader.maximumLineBytes)
        let error = #expect(throws: ConfigurationError.self) { try reader.next() }
        #expect(error?.subject == "list:3" && error?.message.contains("more than 1048576 bytes") == true)
    }

    @Test func aPipeIsReadLineByLineWhileItIsWritten() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        // As another program that shares the terminal may leave standard input.
        #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        let reader = LineReader(descriptor: ends[0], name: "standard input")
        let writer = ends[1]
        #expect(write(writer, "a\nb", 3) == 3)
        #expect(try reader.next() == [UInt8(ascii: "a")])
        let isWritten = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            usleep(20_000)
            _ = write(writer, "c\n", 2)
            close(writer)
            isWritten.signal()
        }
        #expect(try reader.next().map { String(decoding: $0, as: UTF8.self) } == "bc")
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
        isWritten.wait()
        #expect(close(ends[0]) == 0, "the descriptor is the caller's")
    }

    @Test func whatCannotBeOpenedIsNamed() {
        let error = #expect(throws: ConfigurationError.self) {
            try LineReader(path: folder.path("missing"), name: "missing")
        }
        #expect(error?.code == .unreadableFile && error?.subject == "missing")
        #expect(error?.message.contains("No such file or directory") == true)
    }

    private func all(_ reader: LineReader) throws -> [String] {
        var lines: [String] = []
        while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        return lines
    }
}
