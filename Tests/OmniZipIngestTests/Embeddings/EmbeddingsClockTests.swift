import Foundation
import Testing

@testable import OmniZipIngest

@Suite struct EmbeddingsClockTests {
    private struct Fault: Error {}

    @Test func aStageInsideAnotherStopsItsClock() throws {
        let clock = EmbeddingsClock()
        try clock.measure(.compress) {
            try clock.measure(.read) { Thread.sleep(forTimeInterval: 0.05) }
        }
        let timings = clock.timings
        #expect(timings["read", default: 0] >= 0.05)
        #expect(timings["compress", default: 1] < 0.05)
        #expect(timings["write"] == 0)
        #expect(timings["compress_cpu", default: 1] < 0.05)
    }

    @Test func aFailureNamesTheInnermostStage() {
        let clock = EmbeddingsClock()
        let failure = #expect(throws: EmbeddingsFailure.self) {
            try clock.measure(.compress) { try clock.measure(.read) { throw Fault() } }
        }
        #expect(failure?.stage == .read && failure?.underlying is Fault)
    }
}
