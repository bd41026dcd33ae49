import OmniZipBundle
import Testing

@Suite struct OutputNamingTests {
    @Test func outputsExtendTheWholeName() {
        #expect(OutputNaming.bundlePath(of: "talks/a.mp4") == "talks/a.mp4.safetensors")
        #expect(OutputNaming.documentPath(of: "talks/a.mp4") == "talks/a.mp4.json")
    }

    @Test func differentVideosDoNotMeet() throws {
        var naming = OutputNaming()
        let decomposed = "caf\u{65}\u{301}.mp4"
        for path in ["a.mp4", "a.mkv", "talks/a.mp4", "talks/b/a.mp4", "A.mp4", "a", "caf\u{e9}.mp4", decomposed] {
            try naming.claim(path)
        }
    }

    @Test(arguments: [
        (["a.mp4"], "a.mp4", "the output of a.mp4"), (["x/a.mp4"], "x/a.mp4", "the output of x/a.mp4"),
        ([], "summary", "the dataset's own summary.json"), ([], "dataset", "dataset.json"),
        (["a"], "a.json/b.mp4", "the output of a"), (["a.json/b.mp4"], "a", "the folder of a.json/b.mp4"),
        (["a"], "a.safetensors/x/b.mp4", "the output of a"), ([], "manifest.jsonl/a.mp4", "manifest.jsonl"),
    ])
    func collisionsNameTheOther(before: [String], path: String, other: String) throws {
        var naming = OutputNaming()
        for earlier in before { try naming.claim(earlier) }
        let error = #expect(throws: BundleError.self) { try naming.claim(path) }
        #expect(error?.code == .naming)
        #expect(error?.description.contains(other) == true, "\(String(describing: error))")
        // A refused video claims nothing.
        try naming.claim("free.mp4")
    }

    @Test(arguments: ["", "/a", "a/", "../a", "a/../b", "./a", "a//b", "a\0b", String(repeating: "n", count: 244)])
    func impossiblePathsAreErrors(path: String) {
        var naming = OutputNaming()
        #expect(throws: BundleError.self) { try naming.claim(path) }
    }

    @Test func theLongestNameIsFine() throws {
        var naming = OutputNaming()
        try naming.claim("folder/" + String(repeating: "n", count: 243))
    }
}
