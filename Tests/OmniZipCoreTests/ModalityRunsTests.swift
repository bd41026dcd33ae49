import Testing

@testable import OmniZipCore

@Suite struct ModalityRunsTests {
    private func windows(_ modality: [UInt8], _ cells: Int = 2) throws -> [TimeWindow] {
        try ModalityRuns.windows(modality: modality, cellsPerPatch: cells)
    }

    @Test func aWindowIsVideoAndTheAudioThatFollows() throws {
        #expect(
            try windows([1, 1, 1, 1, 2, 2, 2, 1, 1, 2]) == [
                TimeWindow(audio: 0..<3, patches: 0..<2), TimeWindow(audio: 3..<4, patches: 2..<3),
            ])
    }

    @Test func eitherPartMayBeMissingAtTheEnds() throws {
        #expect(
            try windows([2, 1, 1, 2, 1, 1]) == [
                TimeWindow(audio: 0..<1, patches: 0..<0), TimeWindow(audio: 1..<2, patches: 0..<1),
                TimeWindow(audio: 2..<2, patches: 1..<2),
            ])
        #expect(try windows([]).isEmpty)
        #expect(try windows([2, 2], 0) == [TimeWindow(audio: 0..<2, patches: 0..<0)])
    }

    @Test func otherMarksAndSplitPatchesAreErrors() {
        #expect(throws: CompressionError.self) { try windows([1, 1, 0]) }
        #expect(throws: CompressionError.self) { try windows([1, 2, 1, 1, 1]) }
        #expect(throws: CompressionError.self) { try windows([1, 2], 0) }
    }
}
