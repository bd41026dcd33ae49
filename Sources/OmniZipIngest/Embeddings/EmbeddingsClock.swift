import Foundation

/// Wall time spent in each stage of one file. A stage inside another one stops the other's clock.
final class EmbeddingsClock {
    private var seconds: [EmbeddingsStage: Double] = [:]
    private var current: EmbeddingsStage?
    private var since = ContinuousClock.now
    private var processorSeconds = 0.0
    private var processorSince = 0.0

    /// Runs `body` as stage `stage` and adds its time. A failure comes out with the innermost stage.
    func measure<Result>(
        _ stage: EmbeddingsStage, _ body: () throws -> Result
    ) throws(EmbeddingsFailure) -> Result {
        let outer = current
        enter(stage)
        defer { enter(outer) }
        do {
            return try body()
        } catch let failure as EmbeddingsFailure {
            throw failure
        } catch {
            throw EmbeddingsFailure(stage: stage, underlying: error)
        }
    }

    private func enter(_ stage: EmbeddingsStage?) {
        let now = ContinuousClock.now
        if let current {
            let elapsed = (now - since).components
            seconds[current, default: 0] += Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        }
        if current == .compress { processorSeconds += Self.threadSeconds() - processorSince }
        if stage == .compress { processorSince = Self.threadSeconds() }
        current = stage
        since = now
    }

    /// Processor time of this thread, which does all the work of a file.
    private static func threadSeconds() -> Double {
        var time = timespec()
        guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Wall seconds of reading, compressing and writing, and processor seconds of compressing.
    var timings: [String: Double] {
        [EmbeddingsStage.read, .compress, .write].reduce(into: ["compress_cpu": processorSeconds]) {
            $0[$1.rawValue] = seconds[$1, default: 0]
        }
    }
}
