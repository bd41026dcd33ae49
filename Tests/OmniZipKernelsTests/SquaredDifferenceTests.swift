import OmniZipTestSupport
import Testing

@testable import OmniZipKernels

@Suite struct SquaredDifferenceTests {
    @Test func equalsThePlainSum() {
        var generator = SeededGenerator(property: "squared difference", seed: 5)
        for count in [0, 1, 15, 16, 17, 31, 84, 4704] {
            let a = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let b = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let expected = zip(a, b).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
            #expect(sum(a, b) == expected, "\(count) bytes")
        }
    }

    @Test func theLargestDifferencesDoNotOverflow() {
        let count = 16 * 4096 * 2 + 5
        let black = [UInt8](repeating: 0, count: count)
        let white = [UInt8](repeating: 255, count: count)
        #expect(sum(black, white) == count * 65_025)
        #expect(sum(white, black) == count * 65_025)
    }

    private func sum(_ a: [UInt8], _ b: [UInt8]) -> Int {
        a.withUnsafeBufferPointer { left in
            b.withUnsafeBufferPointer { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
                return SquaredDifference.sum(left, right, count: a.count)
            }
        }
    }
}
