/// One window of a plan.
public struct PlanWindow: Sendable, Equatable {
    /// Temporal patches, half-open.
    public var patches: Range<Int>
    /// Audio tokens, half-open.
    public var audio: Range<Int>
    /// Kept audio tokens / audio tokens, S_a; NaN where there is no audio.
    public var retention: Float
    /// Video pruning rate before the budget; NaN where unguided.
    public var baseRate: Float
    /// Video pruning rate after the budget.
    public var rate: Float

    /// A window.
    public init(patches: Range<Int>, audio: Range<Int>, retention: Float, baseRate: Float, rate: Float) {
        self.patches = patches
        self.audio = audio
        self.retention = retention
        self.baseRate = baseRate
        self.rate = rate
    }
}
