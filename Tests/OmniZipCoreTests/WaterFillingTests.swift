import Testing

@testable import OmniZipCore

@Suite struct WaterFillingTests {
    private func rates(
        _ base: [Double], _ sizes: [Int], _ goal: Double, low: Double = 0.35, high: Double = 0.75
    )
        -> [Double]
    {
        WaterFilling.rates(base: base, sizes: sizes, goal: goal, low: low, high: high)
    }

    @Test func scalesUntilTheBudgetIsMet() {
        let result = rates([0.35, 0.55, 0.75], [288, 288, 144], 0.6)
        // The last stays at its bound; the first two share 432 - 108 tokens at 0.35 : 0.55.
        for (rate, expected) in zip(result, [0.4375, 0.6875, 0.75]) { #expect(abs(rate - expected) < 1e-12) }
    }

    @Test func reachesBothBounds() {
        for rate in rates([0.4, 0.5], [10, 20], 0.75) { #expect(abs(rate - 0.75) < 1e-12) }
        for rate in rates([0.4, 0.5], [10, 20], 0.35) { #expect(abs(rate - 0.35) < 1e-12) }
    }

    @Test func ratesOfZeroAreLiftedOnlyAsFarAsNeeded() {
        let result = rates([0, 0.5], [10, 10], 0.6, low: 0, high: 0.8)
        #expect(abs(result[0] - 0.4) < 1e-9)
        #expect(abs(result[1] - 0.8) < 1e-12)
        #expect(rates([0, 0], [10, 10], 0.25, low: 0, high: 1) == [0.25, 0.25])
    }

    @Test func nothingToFill() {
        #expect(rates([], [], 0.6).isEmpty)
    }
}
