import Testing

@testable import OmniZipCore

@Suite struct RowAccumulatorTests {
    @Test func sumsInDoublePrecisionAndStartsAnew() {
        var sum = RowAccumulator(columns: 2)
        var result: [Float] = [0, 0]
        let tiny = Float(sign: .plus, exponent: -30, significand: 1)
        result.withUnsafeMutableBufferPointer { target in
            guard let base = target.baseAddress else { return }
            for _ in 0..<2 {
                sum.add([1, 3], weight: 0.5)
                sum.add([tiny, 1], weight: 0.5)
                sum.add([-1, -1], weight: 0.5)
                sum.store(dividedBy: 0.5, to: base)
            }
        }
        // In single precision the tiny part would be lost.
        #expect(result == [tiny, 3])
    }
}
