import OmniZipBundle
import OmniZipMedia

/// What a run does with an input that it finds: a pure function of what the catalog knows, what the file system says
/// and what the user asked for.
enum ResumeDecision: Equatable, Sendable {
    /// Done before, if its files are there, the bundle is not older than `notBefore` (nanoseconds since 1970), and, if
    /// `needsDigest`, the source has its SHA-256 of then.
    case done(notBefore: Int?, needsDigest: Bool)
    /// Failed for good before, and nothing has changed.
    case failed
    /// No media before, and nothing has changed.
    case skipped
    /// To be worked on. If `isStale`, a bundle that lies there was made of something else.
    case pending(isStale: Bool)
    /// Nothing is known for certain: a bundle that lies there and fits is taken over, or else it is to be worked on.
    case lookAtDisk

    /// What the catalog knows of an input.
    struct Known: Equatable, Sendable {
        var state: InputState
        var failureClass: FailureClass?
        var failureCode: String?
        var part: MediaPart?
        var sourceBytes: Int?
        var sourceModified: Int?
        var configSHA256: String?
    }

    /// What was found now.
    struct Found: Equatable, Sendable {
        var part: MediaPart?
        var wasNamed: Bool
        /// Whether it cannot even be opened.
        var hasProblem: Bool
        /// nil: it cannot be looked at.
        var source: FileStatus?
    }

    /// The decision about an input; `known` nil: the catalog has never seen it.
    init(known: Known?, found: Found, rules: ResumeRules) {
        guard let known else {
            self = found.isUsable && !rules.force ? .lookAtDisk : .pending(isStale: false)
            return
        }
        // A source that is gone, or on a disk that is not there, takes nothing from what was made of it.
        if found.source == nil, !found.hasProblem, known.state == .done, known.part == found.part,
            known.configSHA256 == rules.configSHA256, !rules.force, !rules.verifySources
        {
            self = .done(notBefore: nil, needsDigest: false)
            return
        }
        let isSameSource = known.isSameSource(as: found)
        guard found.isUsable, !rules.force, isSameSource else {
            self = .pending(isStale: !isSameSource)
            return
        }
        let isSameConfiguration = known.configSHA256 == rules.configSHA256
        switch known.state {
        case .pending, .running:
            self = .lookAtDisk
        case .done where isSameConfiguration:
            let isUnknownTime = known.sourceModified == nil
            self = .done(
                notBefore: isUnknownTime ? found.source?.modifiedNanoseconds : nil, needsDigest: rules.verifySources)
        case .failed
        where isSameConfiguration && known.isFailedForGood && known.hasFingerprint && !rules.retryFailed:
            self = .failed
        case .skipped where known.hasFingerprint && !found.wasNamed:
            self = .skipped
        case .done, .failed, .skipped:
            self = .pending(isStale: false)
        }
    }
}

extension ResumeDecision.Found {
    /// Whether there is a file whose state can be compared.
    fileprivate var isUsable: Bool { !hasProblem && source != nil }
}

extension ResumeDecision.Known {
    /// Faults of permissions and of the output folder, which are mended without a trace in the source; to meet them
    /// again costs next to nothing.
    private static let mendableCodes = ["permission_denied", "system", "naming"]

    /// Whether the same input would fail again as long as it does not change.
    fileprivate var isFailedForGood: Bool {
        failureClass == .permanent && !Self.mendableCodes.contains(failureCode ?? "")
    }

    /// Whether size and time of the source are known: a list that was imported does not say them all.
    fileprivate var hasFingerprint: Bool { sourceBytes != nil && sourceModified != nil }

    /// Whether all that is known of the source still holds.
    fileprivate func isSameSource(as found: ResumeDecision.Found) -> Bool {
        if part != found.part { return false }
        guard let source = found.source else { return true }
        if let sourceBytes, sourceBytes != source.bytes { return false }
        if let sourceModified, sourceModified != source.modifiedNanoseconds { return false }
        return true
    }
}
