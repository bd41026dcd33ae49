import OmniZipBundle
import Testing

@Suite struct OutputNamingTests {
    @Test func outputsExtendTheWholeName() {
        #expect(OutputNaming.bundlePath(of: "talks/a.mp4") == "talks/a.mp4.safetensors")
        #expect(OutputNaming.documentPath(of: "talks/a.mp4") == "talks/a.mp4.json")
    }

    @Test(arguments: [
        "a.mp4", "a.mkv", "talks/b/a.mp4", "a", "caf\u{e9}.mp4", "summary.json", "x/summary", "a.mp4#t=1,2",
    ])
    func usualNamesAreUsable(path: String) throws {
        try OutputNaming.requireUsable(path)
        #expect(OutputNaming.rivals(of: path) == [])
    }

    @Test(arguments: [
        ("summary", "the dataset's own summary.json"), ("dataset", "dataset.json"),
        ("manifest.jsonl/a.mp4", "manifest.jsonl"), ("catalog.sqlite/x/a.mp4", "catalog.sqlite"),
    ])
    func filesOfTheDatasetAreNotTaken(path: String, other: String) throws {
        let error = #expect(throws: BundleError.self) { try OutputNaming.requireUsable(path) }
        #expect(error?.code == .naming)
        #expect(error?.description.contains(other) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("a.json/b.mp4", ["a"]), ("a.safetensors/x/b.mp4", ["a"]),
        ("x/a.mp4.json/b.json/c.mp4", ["x/a.mp4", "x/a.mp4.json/b"]),
        (".json/b.mp4", []), ("x/.json/b.mp4", []), ("a.jsonl/b.mp4", []),
        ("caf\u{65}\u{301}.json/b.mp4", ["caf\u{65}\u{301}"]),
    ])
    func aFolderCalledLikeAnOutputHasARival(path: String, rivals: [String]) {
        #expect(OutputNaming.rivals(of: path).map { Array($0.utf8) } == rivals.map { Array($0.utf8) })
    }

    @Test func theRivalIsNamed() {
        #expect(OutputNaming.taken("a.json/b.mp4", by: "a").cause == "its output a.json is the output of a")
        #expect(OutputNaming.taken("a.safetensors/b", by: "a").cause == "its output a.safetensors is the output of a")
    }

    @Test(arguments: ["", "/a", "a/", "../a", "a/../b", "./a", "a//b", "a\0b", String(repeating: "n", count: 244)])
    func impossiblePathsAreErrors(path: String) {
        #expect(throws: BundleError.self) { try OutputNaming.requireUsable(path) }
    }

    @Test func theLongestNameIsFine() throws {
        try OutputNaming.requireUsable("folder/" + String(repeating: "n", count: 243))
    }
}
