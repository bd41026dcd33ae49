import Testing

@testable import OmniZipKernels

@Suite struct DotProductTests {
    @Test func sumsFourLanesAndThenTheirPairs() {
        // 2^24 + 1 is not a single-precision number: the result depends on the order of summation.
        let big: Float = 16_777_216
        let ones = [Float](repeating: 1, count: 8)
        // Lane 0 cancels, lane 1 is 2; one after the other would give 1.
        #expect(DotProduct.dot([big, 1, 0, 0, -big, 1, 0, 0], ones, count: 8) == 2)
        // Lanes big, 1, 1 - big, 1; (0 + 2) + (1 + 3) is 3, (0 + 1) + (2 + 3) would be 2.
        #expect(DotProduct.dot([big, 1, -big, 1, 1, 0, 1, 0], ones, count: 8) == 3)
    }

    @Test(arguments: 0...9)
    func takesAnyCount(_ count: Int) {
        let values = (0..<count).map { Float($0 + 1) }
        let expected = values.reduce(0) { $0 + $1 * $1 }
        #expect(DotProduct.dot(values, values, count: count) == expected)
    }

    @Test func doesNotFuseMultiplyAndAdd() {
        // x * x rounds to 1 + 2^-11; a fused multiply-add would keep 2^-24 of the exact square.
        let x: Float = 1 + 0x1p-12
        let a: [Float] = [1, 0, 0, 0, x, 0, 0, 0]
        let b: [Float] = [-(1 + 0x1p-11), 0, 0, 0, x, 0, 0, 0]
        #expect(DotProduct.dot(a, b, count: 8) == 0)
        #expect(DotProduct.dot(a, b, count: 5) == 0)
    }
}
