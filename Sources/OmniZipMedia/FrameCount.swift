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
    ///
    /// #### Errors
    /// The system fails to read; `limitExceeded` where there are more frames than packets may be.
    init(path: String, streamIndex: Int, options: IndexOptions) throws(MediaError) {
        let packets = try StreamPackets(path: path, streamIndex: streamIndex, policy: options.policy)
        let decoder = try PictureDecoder(
            packets: packets, plan: .everything, threads: 1, maxPicturePixels: options.maxPicturePixels)
        let timeBase = packets.stream.timeBase
        let rate = packets.stream.framesPerSecondFromHeader ?? 25
        let ticksPerSecond = timeBase.isValid ? Double(timeBase.denominator) / Double(timeBase.numerator) : 1000
        let assumedDurationTicks = max(1, Int64((ticksPerSecond / min(max(rate, 1), 1000)).rounded()))
        let canJump = packets.input.mayHaveTimestampJumps
        let pause = ticksPerSecond * (canJump ? PacketScan.maxPauseSeconds : 1e6)
        clock = FrameClock(assumedDurationTicks: assumedDurationTicks, maxPauseTicks: Int64(min(pause, 1e18)))
        let limit = options.policy.limits.maxIndexPackets
        while try decoder.next() {
            guard decoder.decodedCount <= limit else {
                throw .limit(
                    "More than \(limit) frames", "\(limit)", flag: "--max-index-packets", operation: "count frames",
                    path: path)
            }
            clock.append(decoder.frame.bestEffortTicks)
        }
    }
}
