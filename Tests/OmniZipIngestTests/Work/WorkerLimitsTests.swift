import Testing

@testable import OmniZipIngest

@Suite struct WorkerLimitsTests {
    @Test func aProcessIsSpentAfterItsVideosOrWhenItHasGrown() {
        let limits = WorkerLimits(videosPerProcess: 3, residentBytes: 100)
        #expect(!limits.areSpent(videos: 2, resident: 100))
        #expect(limits.areSpent(videos: 3, resident: 0))
        #expect(limits.areSpent(videos: 1, resident: 101))
    }

    @Test func memoryIsRefusedFarAboveTheLimitOnly() {
        #expect(WorkerLimits(memoryBytes: 1 << 30).requestedMemoryBytes == (2 << 30) + (256 << 20))
        #expect(WorkerLimits(memoryBytes: nil).requestedMemoryBytes == nil)
        #expect(WorkerLimits(memoryBytes: .max).requestedMemoryBytes.map { $0 > 0 } == true)
    }
}
