import Testing

@testable import OmniZipIngest

@Suite struct PathOrderTests {
    @Test func isTheOrderOfBytes() {
        let sorted = ["", "A", "Z", "_", "a", "a-b", "a.mp4", "a/b", "aa", "\u{7f}", "e\u{301}", "\u{e9}", "\u{1F3AC}"]
        #expect(sorted.shuffled().sorted(by: PathOrder.precedes) == sorted.sorted(by: PathOrder.precedes))
        #expect(
            sorted.sorted(by: PathOrder.precedes) == [
                "", "A", "Z", "_", "a", "a-b", "a.mp4", "a/b", "aa", "e\u{301}", "\u{7f}", "\u{e9}", "\u{1F3AC}",
            ])
    }

    @Test func namesThatOnlyLookTheSameDiffer() {
        #expect(PathOrder.precedes("e\u{301}", "\u{e9}"))
        #expect(!PathOrder.precedes("\u{e9}", "e\u{301}"))
        #expect(!PathOrder.precedes("a", "a"))
    }
}
