import Testing

/// The comparison with expected files, which must see what changed.
@Suite struct ExpectedTextTests {
    @Test func linesThatDifferAreShown() {
        #expect(ExpectedText.difference(["a", "b"], ["a", "b"]).isEmpty)
        #expect(ExpectedText.difference(["a", "b"], ["a", "c", "d"]) == "2 - b\n2 + c\n3 + d")
        #expect(ExpectedText.difference(["a", "b", "c"], ["b", "c"]) == "1 - a")
        // Equal as strings, not as bytes.
        #expect(ExpectedText.difference(["\u{e9}"], ["e\u{301}"]) == "1 - \u{e9}\n1 + e\u{301}")
    }
}
