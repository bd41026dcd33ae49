import CFFmpeg

/// The length of one tick: `numerator / denominator` seconds.
public struct TimeBase: Sendable, Hashable, Codable {
    /// Above 0 in a valid time base.
    public let numerator: Int32
    /// Above 0 in a valid time base.
    public let denominator: Int32

    /// A tick of `numerator / denominator` seconds.
    public init(numerator: Int32, denominator: Int32) {
        self.numerator = numerator
        self.denominator = denominator
    }

    init(_ rational: AVRational) {
        self.init(numerator: rational.num, denominator: rational.den)
    }

    var rational: AVRational { AVRational(num: numerator, den: denominator) }

    /// Whether both parts are above 0.
    public var isValid: Bool { numerator > 0 && denominator > 0 }

    /// The seconds of `ticks`, rounded once.
    public func seconds(_ ticks: Int64) -> Double {
        isValid ? Double(ticks) * Double(numerator) / Double(denominator) : 0
    }

    /// `ticks` in units of `1 / unitsPerSecond` seconds, rounded to nearest, halves away from 0; never overflows.
    public func units(_ ticks: Int64, perSecond unitsPerSecond: Int32) -> Int64 {
        guard isValid, unitsPerSecond > 0 else { return 0 }
        return av_rescale_q(ticks, rational, AVRational(num: 1, den: unitsPerSecond))
    }
}
