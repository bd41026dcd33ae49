import Testing

@testable import OmniZipCore

@Suite struct ReleasedRatesTests {
    private func rates(_ base: [Double], _ rho: Double, sizes: [Int]? = nil) -> [Double] {
        ReleasedRates.rates(
            base: base, sizes: sizes ?? base.map { _ in 100 }, parameters: CompressionParameters(rhoVideo: rho))
    }

    private func expectClose(_ values: [Double], _ expected: [Double]) {
        #expect(values.count == expected.count)
        for (value, wanted) in zip(values, expected) { #expect(abs(value - wanted) < 1e-9) }
    }

    @Test func twoWindowsAreLeftAsTheyAre() {
        #expect(rates([0.4, 0.5], 0.7) == [0.4, 0.5])
        #expect(rates([0.5, 0.5], 0.7) == [0.5, 0.5])
        #expect(rates([0.4], 0.7) == [0.4])
        #expect(rates([], 0.7).isEmpty)
    }

    @Test func aBudgetThatIsMetIsLeftAlone() {
        #expect(rates([0.5, 0.6, 0.7], 0.6) == [0.5, 0.6, 0.7])
    }

    @Test func theExtremesAreHeldAndTheOthersScaled() {
        expectClose(rates([0.35, 0.55, 0.75], 0.6), [0.35, 0.7, 0.75])
        expectClose(rates([0.75, 0.55, 0.35, 0.35], 0.55), [0.75, 0.6722222222222223, 0.35, 0.42777777777777776])
    }

    @Test func equalRatesHoldOnlyTheFirst() {
        expectClose(rates([0.5, 0.5, 0.5], 0.6), [0.5, 0.65, 0.65])
    }

    @Test func whatClampingLeavesIsAddedOnce() {
        let shift = (240 - (110 + 40 * 130.0 / 110 + 75)) / 200
        expectClose(rates([0.35, 0.4, 0.7, 0.75], 0.6), [0.35, 0.4 * 130 / 110 + shift, 0.75, 0.75])
        // No second pass: the budget of 0.74 is missed.
        expectClose(rates([0.35, 0.55, 0.7, 0.75], 0.74), [0.35, 0.75, 0.75, 0.75])
    }

    @Test func cellsOfAPatchAreTruncated() {
        #expect(ReleasedRates.keptPerPatch(cells: 10, rate: 0.61) == 3)
        #expect(ReleasedRates.keptPerPatch(cells: 3, rate: 0.5) == 1)
        #expect(ReleasedRates.keptPerPatch(cells: 4, rate: 0) == 4)
        #expect(ReleasedRates.keptPerPatch(cells: 4, rate: 1) == 0)
    }
}
