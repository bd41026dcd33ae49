import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct ListedNameTests {
    @Test(arguments: [
        ("a.mp4", "a.mp4"), ("./a.mp4", "a.mp4"), ("x//y/./a", "x/y/a"), ("x/../a", "a"), ("x/y/../../a", "a"),
        ("/data/a.mp4", "data/a.mp4"), ("//data///a", "data/a"), ("/data/../a", "a"), ("/../../a", "a"),
        ("../a", "home/a"), ("../../a", "a"), ("../../../a", "a"), ("x/../../a", "home/a"), ("../me/a", "home/me/a"),
        ("./{a", "{a"), (" a", " a"), ("#a", "#a"), ("...", "..."), ("e\u{301}", "e\u{301}"),
    ])
    func namesOfPaths(path: String, name: String) {
        let found = ListedName.name(of: path, workingDirectory: "/home/me")
        #expect(found.map { Array($0.utf8) } == Array(name.utf8))
    }

    @Test(arguments: ["", ".", "..", "/", "a/", "a/.", "a/..", "./"])
    func foldersHaveNone(path: String) {
        #expect(ListedName.name(of: path, workingDirectory: "/home/me") == nil)
    }

    @Test(
        arguments: [
            (10, 20.5, "#t=10,20.5"), (10, nil, "#t=10"), (nil, 20, "#t=,20"), (0, nil, "#t=0"),
            (0, 1e-5, "#t=0,0.00001"),
            (0.1, 1e16, "#t=0.1,10000000000000000"), (1.5e-7, 1.25e17, "#t=0.00000015,125000000000000000"),
        ] as [(Double?, Double?, String)])
    func fragments(start: Double?, end: Double?, text: String) {
        #expect(ListedName.fragment(MediaPart(startSeconds: start, endSeconds: end)) == text)
    }

    @Test func decimalsGiveTheSameSecondsBack() {
        var random = SeededGenerator(property: "seconds as decimals", seed: 11)
        for _ in 0..<2000 {
            let seconds = Double(bitPattern: random.next() & ~(1 << 63))
            guard seconds.isFinite else { continue }
            let text = ListedName.decimal(seconds)
            #expect(Double(text) == seconds && text.allSatisfy { $0.isNumber || $0 == "." }, "\(seconds): \(text)")
        }
    }
}
