import Testing

@testable import OmniZipCore

@Suite struct AudioAnchorsTests {
    @Test func anchorsAreEvenlySpreadFromTheFirst() {
        #expect(AudioAnchors.place(among: [3, 5, 8, 9, 11, 20, 21], tokenCount: 50, ratio: 0.06) == [3, 8, 11])
        #expect(AudioAnchors.place(among: [4, 7], tokenCount: 100, ratio: 0.05) == [4, 7])
        #expect(AudioAnchors.place(among: [], tokenCount: 100, ratio: 0.05).isEmpty)
    }

    @Test func countsRoundHalvesToEven() {
        // 0.05 * 50 = 2.5
        #expect(AudioAnchors.place(among: Array(0..<50), tokenCount: 50, ratio: 0.05) == [0, 25])
        // 0.25 * 6 = 1.5
        #expect(AudioAnchors.place(among: Array(0..<6), tokenCount: 6, ratio: 0.25) == [0, 3])
        #expect(AudioAnchors.place(among: Array(0..<9), tokenCount: 9, ratio: 0.05).isEmpty)
    }
}
