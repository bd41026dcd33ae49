/// Where decoded blocks of samples belong on their stream's clock: finds gaps and overlaps.
struct AudioTimeline {
    /// What to do before the samples of a block are used.
    struct Placement: Equatable {
        /// Samples of silence to put before, at the block's rate.
        var silence = 0
        /// Samples to leave out at the start of the block.
        var dropped = 0
        /// The clock jumped: it was set anew.
        var jumped = false
    }

    /// Timestamps may be off by so much without a gap: containers round, encoders drift.
    static let toleranceSeconds = 0.1
    /// After lost packets a smaller hole is one.
    static let toleranceAfterLossSeconds = 0.005
    /// More than this backwards, or forwards where clocks may jump, is no overlap or gap.
    static let maxJumpSeconds = 10.0
    /// No gap is longer, whatever the format.
    static let maxGapSeconds = 3600.0

    /// Silence that may be filled in all: what would exceed it is a jump of the clock, so that a small file with far
    /// timestamps cannot make hours of silence. Not below 0.
    var maxSilenceSeconds = AudioTimeline.maxGapSeconds

    private let clockMayJump: Bool
    private var originSeconds: Double?
    private var rate = 0
    private var sampleCount = 0
    private var shiftSeconds = 0.0
    private var silenceSeconds = 0.0

    init(clockMayJump: Bool) {
        self.clockMayJump = clockMayJump
    }

    /// Places a block.
    ///
    /// - Parameters:
    ///   - startSeconds: the block's time on the stream's clock, nil where it is unknown.
    ///   - count: samples of the block.
    ///   - afterLoss: packets were lost just before.
    mutating func place(startSeconds: Double?, count: Int, rate blockRate: Int, afterLoss: Bool) -> Placement {
        var placement = Placement()
        let expected = expectedSeconds ?? startSeconds ?? 0
        if let startSeconds {
            let tolerance = afterLoss ? Self.toleranceAfterLossSeconds : Self.toleranceSeconds
            var deviation = startSeconds + shiftSeconds - expected
            if isJump(deviation, tolerance: tolerance) {
                shiftSeconds -= deviation
                deviation = 0
                placement.jumped = true
            }
            if abs(deviation) > tolerance {
                let samples = Int((deviation * Double(blockRate)).rounded())
                placement.silence = max(0, samples)
                placement.dropped = min(count, max(0, -samples))
                silenceSeconds += max(0, deviation)
            }
        }
        if blockRate != rate || originSeconds == nil {
            originSeconds = expected
            rate = blockRate
            sampleCount = 0
        }
        sampleCount += placement.silence + count - placement.dropped
        return placement
    }

    private func isJump(_ deviation: Double, tolerance: Double) -> Bool {
        if deviation < -Self.maxJumpSeconds { return true }
        if deviation > (clockMayJump ? Self.maxJumpSeconds : Self.maxGapSeconds) { return true }
        return deviation > tolerance && deviation > maxSilenceSeconds - silenceSeconds
    }

    private var expectedSeconds: Double? {
        originSeconds.map { $0 + Double(sampleCount) / Double(max(1, rate)) }
    }
}
