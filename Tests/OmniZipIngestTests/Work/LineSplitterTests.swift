import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct LineSplitterTests {
    @Test func linesDoNotDependOnThePieces() {
        var generator = SeededGenerator(property: "line splitter", seed: 3)
        let text = Array("one\n\ntwo words\nthree\nrest".utf8)
        for _ in 0..<50 {
            var splitter = LineSplitter()
            var lines: [[UInt8]] = []
            var start = 0
            while start < text.count {
                let end = Int.random(in: start...text.count, using: &generator)
                lines += splitter.lines(adding: text[start..<end]) ?? []
                start = end
            }
            #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["one", "", "two words", "three"])
        }
    }

    @Test func aLineThatIsTooLongIsNone() {
        var splitter = LineSplitter(maximumBytes: 3)
        #expect(splitter.lines(adding: Array("abc\n".utf8)) == [Array("abc".utf8)])
        #expect(splitter.lines(adding: Array("abcd\n".utf8)) == nil)
    }
}
