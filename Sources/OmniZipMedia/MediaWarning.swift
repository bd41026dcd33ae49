/// Something in a file that was worked around, and how often.
public struct MediaWarning: Sendable, Codable, Hashable {
    /// What was met.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// Fewer frames or less time than the header promises.
        case truncated
        /// Packets that the demuxer or the decoder refused.
        case corruptPackets
        /// Pictures in which the decoder hid errors.
        case damagedFrames
        /// Frames that could not be decoded: another picture stands in.
        case substitutedFrames
        /// Frame times are missing or out of order: all frames were decoded to count them.
        case unreliableTimestamps
        /// A time jumped by more than a gap can explain: the clock was set anew.
        case timestampJump
        /// Silence was put into the sound where samples were missing.
        case audioGap
        /// Samples were cut where two pieces of sound overlapped.
        case audioOverlap
        /// Sound starts so far away from the first frame that the distance was ignored.
        case implausibleOffset
        /// The sound's rate or layout changed on the way.
        case audioFormatChange
        /// The picture's size or format changed on the way.
        case videoFormatChange
        /// The display matrix or the pixel's shape makes no sense and was ignored.
        case implausibleGeometry
    }

    /// What was met.
    public let code: Code
    /// The same in words, with figures.
    public let message: String
    /// How often.
    public let count: Int

    /// A warning.
    public init(code: Code, message: String, count: Int) {
        self.code = code
        self.message = message
        self.count = count
    }
}

/// A number of a message with three digits after the point at most.
func millis(_ value: Double) -> Double {
    (value * 1000).rounded() / 1000
}
