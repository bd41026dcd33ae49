import OmniZipBundle

/// The inputs of a run by what became of them, and what the work of the run has made.
public struct RunCounts: Sendable, Equatable {
    /// Inputs to be worked on.
    public internal(set) var pending = 0
    /// Inputs at work.
    public internal(set) var running = 0
    /// Inputs with a bundle, those of earlier runs included.
    public internal(set) var done = 0
    /// Inputs that failed, those of earlier runs included.
    public internal(set) var failed = 0
    /// Files that are no media, those of earlier runs included.
    public internal(set) var skipped = 0
    /// Of `done`, those of earlier runs.
    public internal(set) var doneEarlier = 0
    /// Of `failed`, those of earlier runs.
    public internal(set) var failedEarlier = 0
    /// Of `skipped`, those of earlier runs.
    public internal(set) var skippedEarlier = 0
    /// Bytes of the sources that are pending or running, as far as they are known.
    public internal(set) var remainingBytes = 0
    /// Known seconds of the videos that this run has done.
    public internal(set) var durationSeconds = 0.0
    /// Bytes of the videos that this run has done.
    public internal(set) var sourceBytes = 0
    /// Video tokens of the videos that this run has done.
    public internal(set) var video = TokenCount(total: 0, kept: 0)
    /// Audio tokens of the videos that this run has done.
    public internal(set) var audio = TokenCount(total: 0, kept: 0)

    /// All inputs of the run.
    public var inputs: Int { pending + running + done + failed + skipped }

    /// The inputs in `state`.
    subscript(state: InputState) -> Int {
        get { self[keyPath: Self.member(of: state)] }
        set { self[keyPath: Self.member(of: state)] = newValue }
    }

    private static func member(of state: InputState) -> WritableKeyPath<RunCounts, Int> {
        switch state {
        case .pending: \.pending
        case .running: \.running
        case .done: \.done
        case .failed: \.failed
        case .skipped: \.skipped
        }
    }

    /// Notes an input that the scan has found in `state`.
    mutating func add(_ state: InputState, bytes: Int?) {
        self[state] += 1
        switch state {
        case .pending, .running: remainingBytes += bytes ?? 0
        case .done: doneEarlier += 1
        case .failed: failedEarlier += 1
        case .skipped: skippedEarlier += 1
        }
    }

    /// Notes that the work on an input went from one state to another.
    mutating func move(from old: InputState, to new: InputState, bytes: Int?) {
        self[old] -= 1
        self[new] += 1
        let wasOpen = old == .pending || old == .running
        let isOpen = new == .pending || new == .running
        if wasOpen != isOpen { remainingBytes += (isOpen ? 1 : -1) * (bytes ?? 0) }
    }

    /// Adds what a finished video holds.
    mutating func add(_ line: ManifestLine) {
        durationSeconds += line.durationSeconds ?? 0
        sourceBytes += line.sourceBytes
        video = video + line.video
        audio = audio + line.audio
    }
}
