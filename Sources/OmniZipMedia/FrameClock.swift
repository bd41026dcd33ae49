/// Times of counted frames: each follows the last one, whatever the file says.
struct FrameClock {
    /// Presentation times in ticks, strictly ascending; their magnitudes stay below 2^62, so that differences of two of
    /// them do not overflow.
    private(set) var ptsTicks: [Int64] = []
    /// Duration of a frame in ticks where it has to be assumed, at least 1.
    let assumedDurationTicks: Int64
    /// Frames whose time had to be assumed.
    private(set) var assumedCount = 0

    private let maxPauseTicks: Int64
    private var offset: Int64 = 0
    /// A file's own times are not used beyond this: assumed ones have room above it.
    private static let maxTicks: Int64 = 1 << 61

    /// - Parameters:
    ///   - assumedDurationTicks: of a frame without a time, at least 1 and below 2^32.
    ///   - maxPauseTicks: a longer pause is a jump of the clock.
    init(assumedDurationTicks: Int64, maxPauseTicks: Int64) {
        self.assumedDurationTicks = assumedDurationTicks
        self.maxPauseTicks = maxPauseTicks
    }

    /// Places a frame: at its own time where that follows the last one, else one frame later.
    mutating func append(_ ticks: Int64?) {
        guard let last = ptsTicks.last else {
            return ptsTicks.append(max(-Self.maxTicks, min(Self.maxTicks, ticks ?? 0)))
        }
        if let ticks, let own = following(last, ticks) { return ptsTicks.append(own) }
        let next = last + assumedDurationTicks
        assumedCount += 1
        if let ticks {
            let (difference, overflow) = next.subtractingReportingOverflow(ticks)
            offset = overflow ? 0 : difference
        }
        ptsTicks.append(next)
    }

    /// The frame's own time, nil where it does not follow `last` or is out of range.
    private func following(_ last: Int64, _ ticks: Int64) -> Int64? {
        let (own, overflow) = ticks.addingReportingOverflow(offset)
        guard !overflow, own > last, own <= Self.maxTicks else { return nil }
        let (pause, tooLong) = own.subtractingReportingOverflow(last)
        return !tooLong && pause <= maxPauseTicks ? own : nil
    }
}
