import OmniZipFFmpeg

/// The frames of a stream whose packets do not tell them: every packet is decoded, once, to count.
struct FrameCount {
    /// Presentation times in ticks, strictly ascending.
    private(set) var ptsTicks: [Int64] = []
    /// Duration of a frame in ticks where it had to be assumed, at least 1.
    let assumedDurationTicks: Int64
    /// Frames whose time had to be assumed.
    private(set) var assumedCount = 0

    private var offset: Int64 = 0
    private let maxPauseTicks: Int64

    /// Decodes the whole stream.
    init(path: String, streamIndex: Int, maxPicturePixels: Int) throws(MediaError) {
        let packets = try StreamPackets(path: path, streamIndex: streamIndex)
        let decoder = try PictureDecoder(
            packets: packets, plan: .everything, threads: 1, maxPicturePixels: maxPicturePixels)
        let timeBase = packets.stream.timeBase
        let rate = packets.stream.framesPerSecondFromHeader ?? 25
        let ticksPerSecond = timeBase.isValid ? Double(timeBase.denominator) / Double(timeBase.numerator) : 1000
        assumedDurationTicks = max(1, Int64((ticksPerSecond / min(max(rate, 1), 1000)).rounded()))
        let canJump = packets.input.mayHaveTimestampJumps
        let pause = ticksPerSecond * (canJump ? PacketScan.maxPauseSeconds : 1e6)
        maxPauseTicks = Int64(min(pause, 1e18))
        while try decoder.next() {
            note(decoder.frame.bestEffortTicks)
        }
    }

    /// Places a frame: at its own time where that follows the last one, else one frame later.
    private mutating func note(_ ticks: Int64?) {
        guard let last = ptsTicks.last else { return ptsTicks.append(ticks ?? 0) }
        if let ticks {
            let pause = ticks + offset - last
            if pause > 0, pause <= maxPauseTicks { return ptsTicks.append(ticks + offset) }
        }
        let next = last + assumedDurationTicks
        assumedCount += 1
        if let ticks { offset = next - ticks }
        ptsTicks.append(next)
    }
}
