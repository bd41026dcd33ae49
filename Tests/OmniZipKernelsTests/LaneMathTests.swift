import OmniZipKernels
import OmniZipTestSupport
import Testing

@Suite struct LaneMathTests {
    @Test func minimumMaximumAndMagnitude() {
        let a: SIMD8<Float> = [1, -2, 3, -0.0, 5, .infinity, 7, -8]
        let b: SIMD8<Float> = [2, -3, 3, 1, -5, 0, 7.5, -7]
        #expect(LaneMath.minimum(a, b) == [1, -3, 3, 0, -5, 0, 7, -8])
        #expect(LaneMath.maximum(a, b) == [2, -2, 3, 1, 5, .infinity, 7.5, -7])
        #expect(LaneMath.magnitude(a) == [1, 2, 3, 0, 5, .infinity, 7, 8])
        #expect(LaneMath.minimum(a.lowHalf, b.lowHalf) == [1, -3, 3, 0])
        #expect(LaneMath.maximum(a.lowHalf, b.lowHalf) == [2, -2, 3, 1])
        #expect(LaneMath.magnitude(a.lowHalf) == [1, 2, 3, 0])
    }

    @Test func secondArgumentWinsOverNaN() {
        let nan = SIMD8<Float>(repeating: .nan)
        let one = SIMD8<Float>(repeating: 1)
        #expect(LaneMath.maximum(nan, one) == one)
        #expect(LaneMath.minimum(nan, one) == one)
    }

    @Test func sumsOfSmallIntegersAreExact() {
        #expect(LaneMath.sum(SIMD8<Float>(1, 2, 3, 4, 5, 6, 7, 8)) == 36)
        #expect(LaneMath.sum(SIMD4<Float>(1, 2, 3, 4)) == 10)
    }

    @Test func logarithmIsCloseOverTheWholeRange() {
        var generator = SeededGenerator(property: "logarithms", seed: 77)
        for _ in 0..<400 {
            let exponents = SIMD8<Float>.random(in: -10...8, using: &generator)
            var x = SIMD8<Float>()
            for lane in 0..<8 { x[lane] = Float(PortableMath.exp(Double(exponents[lane]) * 2.302585092994046)) }
            let logarithms = LaneMath.log10(x)
            for lane in 0..<8 { #expect(abs(Double(logarithms[lane]) - PortableMath.log10(Double(x[lane]))) < 1e-6) }
        }
    }

    @Test func logarithmOfPowersOfTen() {
        let logarithms = LaneMath.log10([1, 10, 100, 1000, 1e-10, 1e-4, 0.1, 2])
        let expected: SIMD8<Float> = [0, 1, 2, 3, -10, -4, -1, 0.30103]
        for lane in 0..<8 { #expect(abs(logarithms[lane] - expected[lane]) < 1e-6) }
        #expect(logarithms[0] == 0)
    }
}
