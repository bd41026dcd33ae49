import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipBundle

@Suite struct TarTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Sizes around the borders of blocks and copies.
    private static let sizes = [0, 1, 511, 512, 513, 5000, 1 << 20, (1 << 20) + 7]

    private func archive(_ name: String = "a.tar") throws -> String {
        let path = folder.file(name)
        let writer = try TarWriter(path: path)
        for size in Self.sizes {
            try folder.put(Self.content(size), as: "source")
            let start =
                try size % 2 == 0
                ? writer.add("m\(size)", Self.content(size)) : writer.add("m\(size)", from: folder.file("source"))
            #expect(start % 512 == 0)
        }
        #expect(try !folder.names().contains(name))
        try writer.publish()
        return path
    }

    private static func content(_ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: $0 * 31 + size) } }

    @Test func membersComeBackAsTheyWere() throws {
        let reader = try TarReader(path: try archive())
        let members = try reader.members()
        #expect(members.map(\.name) == Self.sizes.map { "m\($0)" })
        for (member, size) in zip(members, Self.sizes) {
            #expect(try reader.content(of: member) == Self.content(size))
        }
    }

    @Test func pythonReadsThem() throws {
        let text = try PythonTool.run(
            """
            import sys, tarfile
            with tarfile.open(sys.argv[1]) as tar:
                for m in tar:
                    b = tar.extractfile(m).read()
                    print(m.name, m.size, m.mtime, m.mode, sum(b), m.isfile())
            """, arguments: [try archive()])
        let wanted = Self.sizes.map { size in
            "m\(size) \(size) 0 420 \(Self.content(size).reduce(0) { $0 + Int($1) }) True"
        }
        #expect(text.split(separator: "\n").map(String.init) == wanted)
    }

    @Test func aRangeOfAnotherArchiveIsCopied() throws {
        let reader = try TarReader(path: try archive())
        let member = try #require(try reader.members().first { $0.name == "m5000" })
        let writer = try TarWriter(path: folder.file("b.tar"))
        try writer.add("copy", from: reader.path, member.range)
        try writer.publish()
        let copy = try TarReader(path: folder.file("b.tar"))
        #expect(try copy.members().map { try copy.content(of: $0) } == [Self.content(5000)])
    }

    @Test func theSameContentGivesTheSameBytes() throws {
        let first = try Data(contentsOf: URL(fileURLWithPath: try archive("a.tar")))
        #expect(try Data(contentsOf: URL(fileURLWithPath: try archive("b.tar"))) == first)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let writer = try TarWriter(path: folder.file("a.tar"))
        #expect(throws: BundleError.self) { try writer.add(String(repeating: "n", count: 101), []) }
        #expect(TarHeader(name: "a", byteCount: 1 << 33).bytes == nil)
        #expect(throws: BundleError.self) { try writer.add("a", from: folder.file("missing")) }
    }

    @Test func damagedArchivesAreErrors() throws {
        let sound = try folder.bytes(of: URL(fileURLWithPath: try archive()).lastPathComponent)
        var generator = SeededGenerator(property: "damaged archives", seed: 11)
        var refused = 0
        for _ in 0..<300 {
            var bytes = sound
            if Bool.random(using: &generator) {
                bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
            } else {
                // The first headers: a flipped bit there must never lead outside the file.
                bytes[Int.random(in: 0..<3000, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            let path = try folder.put(bytes, as: "damaged.tar")
            let reader = try TarReader(path: path)
            do {
                for member in try reader.members() { _ = try reader.content(of: member) }
            } catch {
                refused += 1
                #expect(error.code == .malformed)
            }
        }
        #expect(refused > 150)
    }
}
