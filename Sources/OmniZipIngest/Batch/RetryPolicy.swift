import OmniZipBundle

/// Whether and when a failed attempt is followed by another.
struct RetryPolicy: Sendable, Hashable {
    /// Attempts that a video gets in one run.
    var mostAttempts = 3
    /// Seconds before the second attempt; each further one waits `growth` times as long.
    var firstDelaySeconds = 1.0
    /// Factor from one delay to the next.
    var growth = 4.0

    /// Seconds to wait after `attempts` attempts of which the last ended as `failure`; nil if there is no other.
    ///
    /// What would fail again is not tried again, and neither is a video that met its time limit: each attempt would
    /// cost as long. The next run tries that one again.
    func delaySeconds(after failure: JobFailure, attempts: Int) -> Double? {
        let isWorthwhile = failure.fault == .output || failure.line.failureClass == .transient
        guard isWorthwhile, failure.fault != .timeLimit, attempts < mostAttempts else { return nil }
        return (1..<attempts).reduce(firstDelaySeconds) { delay, _ in delay * growth }
    }
}
