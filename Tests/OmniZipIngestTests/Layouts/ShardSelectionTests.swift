import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct ShardSelectionTests {
    @Test(arguments: [("0/1", 0, 1), ("12/100", 12, 100), ("99/100", 99, 100)])
    func partsAreParsed(text: String, index: Int, count: Int) {
        let selection = ShardSelection(text)
        #expect(selection?.index == index && selection?.count == count)
    }

    @Test(arguments: ["", "1", "1/", "/1", "1/1", "-1/2", "2/2", "0/0", "a/b", "1/2/3", "0/1000001", "1 / 2"])
    func othersAreNot(text: String) {
        #expect(ShardSelection(text) == nil)
    }

    @Test func labelsSort() {
        #expect(ShardSelection("12/100")?.label == "shard-00012-of-00100")
        #expect(ShardSelection("123456/1000000")?.label == "shard-123456-of-1000000")
    }

    /// BUNDLE.md: first 8 bytes of the SHA-256 of the relative path, big-endian, mod N; computed here by Python.
    @Test func thePartIsThatOfTheDigest() throws {
        let names = ["a.mp4", "talks/caf\u{e9}.mkv", "talks/a.mp4#t=1,2"]
        let wanted = try PythonTool.run(
            """
            import hashlib, sys
            for name in sys.argv[1:]:
                digest = hashlib.sha256(name.encode()).digest()
                print(int.from_bytes(digest[:8], "big") % 7, int.from_bytes(digest[:8], "big") % 1000, digest.hex()[:32])
            """, arguments: names)
        let found = try names.map { name in
            let key = try VideoKey(name)
            return "\(key.shard(of: 7)) \(key.shard(of: 1000)) \(key.text)"
        }
        #expect(wanted.split(separator: "\n").map(String.init) == found)
        for name in names {
            let parts = try (0..<7).filter { try #require(ShardSelection(index: $0, count: 7)).contains(name) }
            #expect(parts.count == 1)
        }
    }
}
