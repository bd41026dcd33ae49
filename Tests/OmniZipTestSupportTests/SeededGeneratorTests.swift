import Testing

@testable import OmniZipTestSupport

@Suite struct SeededGeneratorTests {
    /// The published test values of SplitMix64 for the seed 1234567.
    @Test func isSplitMix64() {
        var generator = SeededGenerator(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
    }

    @Test func normalsHaveMeanZeroAndVarianceOne() {
        var generator = SeededGenerator(seed: 3)
        let values = generator.normals(20_000).map(Double.init)
        let mean = values.reduce(0, +) / 20_000
        let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
        #expect(abs(mean) < 0.03)
        #expect(abs(variance - 1) < 0.05)
    }
}
