import Testing

@testable import OmniZipKernels

@Suite struct NormsTests {
    private func unit(_ values: [Float], _ rule: NormRule) -> [Float] {
        withRows(values, values, columns: values.count, resultCount: values.count) { rows, _, result in
            Norms.normalise(rows, rule: rule, into: result)
        }
    }

    @Test(arguments: 1...9)
    func normIsTheEuclideanLength(_ count: Int) {
        var numbers = TestNumbers(seed: UInt64(count))
        let x = numbers.array(count)
        let exact = x.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(Norms.norm(x, count: count) - exact) < 1e-12)
    }

    @Test func floorAndShiftTreatShortVectorsDifferently() {
        #expect(unit([3, 4], .atLeast) == [0.6, 0.8])
        #expect(abs(unit([1e-6, 0], .shifted)[0] - 0.5) < 1e-6)
        #expect(abs(unit([1e-6, 0], .atLeast)[0] - 1) < 1e-6)
        #expect(abs(unit([1e-13, 0], .atLeast)[0] - 0.1) < 1e-6)
        #expect(unit([0, 0, 0, 0, 0], .atLeast) == [0, 0, 0, 0, 0])
        #expect(unit([0, 0, 0, 0, 0], .shifted) == [0, 0, 0, 0, 0])
    }

    @Test func largeValuesDoNotOverflow() {
        #expect(Norms.norm([1e30, 1e30], count: 2).isFinite)
        #expect(abs(unit([1e30, 0, 0, 0, 1e30], .atLeast)[0] - 0.70710677) < 1e-6)
    }
}
