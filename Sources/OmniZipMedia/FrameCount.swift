import OmniZipFFmpeg

/// The frames of a stream whose packets do not tell them: every packet is decoded, once, to count.
struct FrameCount {
    /// Presentation times in ticks, strictly ascending.
    var ptsTicks: [Int64] { clock.ptsTicks }
    /// Duration of a frame in ticks where it had to be assumed, at least 1.
    var assumedDurationTicks: Int64 { clock.assumedDurationTicks }
    /// Frames whose time had to be assumed.
    var assumedCount: Int { clock.assumedCount }

    private var clock: FrameClock

    /// Decodes the whole stream.
    init(path: String, streamIndex: Int, maxPicturePixels: Int) throws(MediaError) {
        let packets = try StreamPackets(path: path, streamIndex: streamIndex)
        let decoder = try PictureDecoder(
            packets: packets, plan: .everything, threads: 1, maxPicturePixels: maxPicturePixels)
        let timeBase = packets.stream.timeBase
        let rate = packets.stream.framesPerSecondFromHeader ?? 25
        let ticksPerSecond = timeBase.isValid ? Double(timeBase.denominator) / Double(timeBase.numerator) : 1000
        let assumedDurationTicks = max(1, Int64((ticksPerSecond / min(max(rate, 1), 1000)).rounded()))
        let canJump = packets.input.mayHaveTimestampJumps
        let pause = ticksPerSecond * (canJump ? PacketScan.maxPauseSeconds : 1e6)
        clock = FrameClock(assumedDurationTicks: assumedDurationTicks, maxPauseTicks: Int64(min(pause, 1e18)))
        while try decoder.next() {
            clock.append(decoder.frame.bestEffortTicks)
        }
    }
}
