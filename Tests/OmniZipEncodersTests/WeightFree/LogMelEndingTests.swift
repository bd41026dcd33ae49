import Testing

@testable import OmniZipEncoders

@Suite struct LogMelEndingTests {
    @Test(arguments: [
        (0, 0, 0), (1, 1, 0), (159, 1, 0), (160, 1, 1), (161, 2, 1), (319, 2, 1), (320, 2, 2), (48_001, 301, 300),
    ])
    func zerosCountBegunFramesAndReflectionCountsWholeOnes(samples: Int, zeros: Int, reflected: Int) {
        #expect(LogMelEnding.zeros(upTo: 4_800_000).frameCount(sampleCount: samples) == zeros)
        #expect(LogMelEnding.reflected.frameCount(sampleCount: samples) == reflected)
    }

    @Test func paddingReachesTheLengthOrAWholeFrame() {
        #expect(LogMelEnding.zeros(upTo: 4_800_000).paddedCount(sampleCount: 1) == 4_800_000)
        #expect(LogMelEnding.zeros(upTo: 4_800_000).paddedCount(sampleCount: 4_800_001) == 4_800_160)
        #expect(LogMelEnding.reflected.paddedCount(sampleCount: 1601) == 1601)
        #expect(LogMelEnding.reflected.paddedCount(sampleCount: 7) == 201)
    }
}
