import Testing

@testable import OmniZipMedia

@Suite struct FrameClockTests {
    @Test("times that follow are kept, others are set one frame later and shift what comes after")
    func order() {
        var clock = FrameClock(assumedDurationTicks: 10, maxPauseTicks: 1000)
        for ticks in [100, 110, 90, 100, nil, 130, 5000] as [Int64?] { clock.append(ticks) }
        #expect(clock.ptsTicks == [100, 110, 120, 130, 140, 160, 170])
        #expect(clock.assumedCount == 3)
    }

    @Test("crafted times overflow nothing and ascend", arguments: 0..<20 as Range<UInt64>)
    func extremes(_ seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let values: [Int64?] = [
            .min, .max, .max - 1, .min + 1, 1 << 60, -(1 << 60), 1 << 61, -(1 << 61), 1 << 62, 0, 1, nil,
        ]
        var clock = FrameClock(assumedDurationTicks: 1 << 31, maxPauseTicks: 1_000_000_000_000_000_000)
        for _ in 0..<2000 {
            let value = values.randomElement(using: &generator).flatMap { $0 }
            clock.append(value)
        }
        for step in 1...64 { clock.append(Int64(step) << 57) }
        let times = clock.ptsTicks
        #expect(times.count == 2064)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
        #expect(times.allSatisfy { $0.magnitude < 1 << 62 }, "seed \(seed)")
    }
}
