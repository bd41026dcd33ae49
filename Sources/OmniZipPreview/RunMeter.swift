import OmniZipBundle
import OmniZipIngest

/// The state of a run, added up from its events: what a bar, a line or a program is told.
public struct RunMeter: Sendable {
    /// Inputs of the run; grows while they are looked for.
    public private(set) var total = 0
    /// Inputs that earlier runs have brought to an end.
    public private(set) var before = 0
    /// Videos that this run has done.
    public private(set) var done = 0
    /// Videos that this run could not ingest.
    public private(set) var failed = 0
    /// Files that are no media.
    public private(set) var skipped = 0
    /// Attempts that will be repeated.
    public private(set) var retries = 0
    /// Seconds of media that this run has done.
    public private(set) var mediaSeconds = 0.0
    /// Tokens kept by this run.
    public private(set) var tokensKept = 0
    /// The videos in work, by the time at which they began.
    public private(set) var working: [String] = []
    /// Whether all inputs are known.
    public private(set) var isScanned = false

    /// A run that has not begun.
    public init() {}

    /// Inputs that have come to their end, in this run or before.
    public var finished: Int { before + done + failed + skipped }

    /// Inputs that have not.
    public var left: Int { max(0, total - finished) }

    /// Adds one event.
    public mutating func note(_ event: BatchEvent) {
        switch event {
        case .scanning(let found): total = found
        case .scanned(let counts):
            total = counts.inputs
            before = counts.inputs - counts.pending
            isScanned = true
        case .started(let name, _): working.append(name)
        case .retrying(let line, _):
            retries += 1
            working.removeAll { $0 == line.path }
        case .finished(let result): end(result)
        }
    }

    /// Media seconds a wall second.
    public func timesRealTime(elapsedSeconds: Double) -> Double? {
        elapsedSeconds > 0 && mediaSeconds > 0 ? mediaSeconds / elapsedSeconds : nil
    }

    /// Seconds until the end at the speed so far.
    public func secondsLeft(elapsedSeconds: Double) -> Double? {
        let ended = done + failed + skipped
        guard isScanned, ended > 0, left > 0 else { return nil }
        return elapsedSeconds / Double(ended) * Double(left)
    }

    private mutating func end(_ result: IngestResult) {
        working.removeAll { $0 == result.name }
        switch result.outcome {
        case .done(let video):
            done += 1
            mediaSeconds += video.line.durationSeconds ?? 0
            tokensKept += video.line.video.kept + video.line.audio.kept
        case .failed: failed += 1
        case .skipped: skipped += 1
        }
    }
}
