import Testing

@testable import OmniZipBundle

@Suite struct NonFiniteTests {
    private func firstIndex(_ values: [Float]) -> Int? {
        values.withUnsafeBufferPointer { NonFinite.firstIndex(in: $0) }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN, Float(bitPattern: 0xFFFF_FFFF)])
    func theFirstOneIsFoundAnywhere(value: Float) {
        for place in 0..<40 {
            var values = [Float](repeating: -.greatestFiniteMagnitude, count: 40)
            values[place] = value
            values[39] = .nan
            #expect(firstIndex(values) == place)
        }
    }

    @Test func finiteValuesAreLeftAlone() {
        let values: [Float] = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1]
        #expect(firstIndex([]) == nil)
        #expect(firstIndex((0..<16).flatMap { _ in values }) == nil)
    }
}
