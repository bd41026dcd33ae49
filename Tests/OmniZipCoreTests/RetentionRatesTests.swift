import Testing

@testable import OmniZipCore

@Suite struct RetentionRatesTests {
    @Test func moreAudioMeansLessPruning() {
        let parameters = CompressionParameters()
        #expect(RetentionRates.baseRate(retention: 1, parameters: parameters) == 0.35)
        #expect(RetentionRates.baseRate(retention: 0, parameters: parameters) == 0.75)
        #expect(abs(RetentionRates.baseRate(retention: 0.5, parameters: parameters) - 0.55) < 1e-15)
    }

    /// What scopes and callers rely on, whatever the guidance.
    @Test func theRateIsThePapersWithinItsBounds() {
        for guidance in Guidance.allCases {
            let parameters = CompressionParameters(guidance: guidance)
            #expect(RetentionRates.baseRate(retention: 0, parameters: parameters) == 0.75)
            #expect(RetentionRates.baseRate(retention: -1, parameters: parameters) == 0.75)
            #expect(RetentionRates.baseRate(retention: 2, parameters: parameters) == 0.35)
            #expect(RetentionRates.baseRate(retention: .nan, parameters: parameters).isNaN)
        }
    }

    @Test func retentionIsAShareInDoublePrecision() {
        #expect(RetentionRates.retention(kept: 1, tokenCount: 3) == 1.0 / 3)
        #expect(RetentionRates.retention(kept: 0, tokenCount: 0).isNaN)
        #expect(ReleasedRates.retention(kept: 1, tokenCount: 3) == Double(Float(1) / 3))
    }
}
