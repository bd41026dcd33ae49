/// The steps that one video passes through, as failures and timings name them.
public enum IngestStage: String, Sendable, Codable, CaseIterable {
    case index, digest, audio, plan, video, publish
}

/// Wall time spent in each stage of one video.
struct StageClock {
    private(set) var seconds: [IngestStage: Double] = [:]
    private(set) var current = IngestStage.index
    /// Told of each stage when it begins.
    var observe: @Sendable (IngestStage) -> Void = { _ in }

    /// Runs `body` as stage `stage` and adds its time. A failure leaves `current` at the stage that failed.
    mutating func measure<Result>(_ stage: IngestStage, _ body: () throws -> Result) rethrows -> Result {
        current = stage
        observe(stage)
        let start = ContinuousClock.now
        defer {
            let elapsed = (ContinuousClock.now - start).components
            seconds[stage, default: 0] += Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        }
        return try body()
    }
}
