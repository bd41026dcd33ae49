import OmniZipBundle
import OmniZipMedia
import Testing

@testable import OmniZipIngest

@Suite struct ResumeDecisionTests {
    typealias Known = ResumeDecision.Known
    typealias Found = ResumeDecision.Found

    private static let file = FileStatus(bytes: 10, modifiedNanoseconds: 5)

    /// A row as the catalog writes it, changed by `change`.
    private static func known(_ state: InputState, _ change: (inout Known) -> Void = { _ in }) -> Known {
        var known = Known(
            state: state, failureClass: state == .failed ? .permanent : nil, part: nil,
            sourceBytes: 10, sourceModified: 5, configSHA256: state == .pending ? nil : "c")
        change(&known)
        return known
    }

    private static func found(_ change: (inout Found) -> Void = { _ in }) -> Found {
        var found = Found(part: nil, wasNamed: false, hasProblem: false, source: file)
        change(&found)
        return found
    }

    private static func decide(
        _ known: Known?, _ found: Found = found(), _ change: (inout ResumeRules) -> Void = { _ in }
    ) -> ResumeDecision {
        var rules = ResumeRules(outputFolder: "/out", configSHA256: "c")
        change(&rules)
        return ResumeDecision(known: known, found: found, rules: rules)
    }

    private static let kept = ResumeDecision.done(notBefore: nil, needsDigest: false)
    private static let fresh = ResumeDecision.pending(isStale: false)
    private static let stale = ResumeDecision.pending(isStale: true)

    @Test func whatNobodyKnowsMayLieOnTheDisk() {
        #expect(Self.decide(nil) == .lookAtDisk)
        #expect(Self.decide(nil, Self.found()) { $0.force = true } == Self.fresh)
        #expect(Self.decide(nil, Self.found { $0.source = nil }) == Self.fresh)
        #expect(Self.decide(nil, Self.found { $0.hasProblem = true }) == Self.fresh)
    }

    @Test func whatAKilledRunLeftMayLieOnTheDisk() {
        for state in [InputState.pending, .running] {
            #expect(Self.decide(Self.known(state)) == .lookAtDisk)
            #expect(Self.decide(Self.known(state), Self.found()) { $0.force = true } == Self.fresh)
            #expect(Self.decide(Self.known(state) { $0.sourceModified = 6 }) == Self.stale)
        }
    }

    @Test func doneIsDoneAsLongAsNothingChanged() {
        #expect(Self.decide(Self.known(.done)) == Self.kept)
        #expect(Self.decide(Self.known(.done), Self.found { $0.wasNamed = true }) == Self.kept)
        #expect(Self.decide(Self.known(.done), Self.found()) { $0.retryFailed = true } == Self.kept)
        #expect(Self.decide(Self.known(.done), Self.found()) { $0.force = true } == Self.fresh)
        #expect(Self.decide(Self.known(.done), Self.found()) { $0.configSHA256 = "d" } == Self.fresh)
        let digest = Self.decide(Self.known(.done), Self.found()) { $0.verifySources = true }
        #expect(digest == .done(notBefore: nil, needsDigest: true))
    }

    @Test func anImportedLineIsHeldAgainstTheTimeOfItsBundle() {
        let imported = Self.known(.done) {
            $0.sourceModified = nil
        }
        #expect(Self.decide(imported) == .done(notBefore: 5, needsDigest: false))
        #expect(Self.decide(imported, Self.found { $0.source?.bytes = 11 }) == Self.stale)
    }

    typealias Change = @Sendable (inout Found) -> Void
    private static let changes: [(what: String, change: Change)] = [
        ("size", { $0.source?.bytes = 11 }), ("time", { $0.source?.modifiedNanoseconds = 4 }),
        ("part", { $0.part = MediaPart(startSeconds: 1) }),
    ]

    @Test func anotherSourceIsWorkedOnWhateverBecameOfTheOldOne() {
        for state in InputState.allCases {
            for (what, change) in Self.changes {
                #expect(Self.decide(Self.known(state), Self.found(change)) == Self.stale, "\(state), \(what)")
            }
        }
    }

    /// Whoever mends permissions, or the output folder, changes neither size nor time of the source.
    @Test(arguments: ["permission_denied", "system", "naming"]) func whatIsMendedElsewhereIsTriedAgain(code: String) {
        #expect(Self.decide(Self.known(.failed) { $0.failureCode = "not_media" }) == .failed)
        #expect(Self.decide(Self.known(.failed) { $0.failureCode = code }) == Self.fresh)
    }

    @Test func whatCannotBeLookedAtIsPending() {
        for state in InputState.allCases {
            let unseen = Self.decide(Self.known(state), Self.found { $0.source = nil })
            #expect(unseen == (state == .done ? Self.kept : Self.fresh), "\(state)")
            #expect(Self.decide(Self.known(state), Self.found { $0.hasProblem = true }) == Self.fresh, "\(state)")
        }
    }

    @Test func aSourceThatIsGoneKeepsItsBundleUnlessSomethingElseChanged() {
        let gone = Self.found { $0.source = nil }
        #expect(Self.decide(Self.known(.done), gone) { $0.force = true } == Self.fresh)
        #expect(Self.decide(Self.known(.done), gone) { $0.verifySources = true } == Self.fresh)
        #expect(Self.decide(Self.known(.done), gone) { $0.configSHA256 = "d" } == Self.fresh)
    }

    @Test func failuresStayOnlyIfTheyAreForGood() {
        #expect(Self.decide(Self.known(.failed)) == .failed)
        #expect(Self.decide(Self.known(.failed) { $0.failureClass = .transient }) == Self.fresh)
        #expect(Self.decide(Self.known(.failed), Self.found()) { $0.retryFailed = true } == Self.fresh)
        #expect(Self.decide(Self.known(.failed), Self.found()) { $0.force = true } == Self.fresh)
        #expect(Self.decide(Self.known(.failed), Self.found()) { $0.configSHA256 = "d" } == Self.fresh)
        let imported = Self.known(.failed) {
            $0.sourceBytes = nil
            $0.sourceModified = nil
        }
        #expect(Self.decide(imported) == Self.fresh)
    }

    @Test func whatIsNoMediaIsPassedOverUnlessItIsNamed() {
        #expect(Self.decide(Self.known(.skipped)) == .skipped)
        #expect(Self.decide(Self.known(.skipped), Self.found()) { $0.configSHA256 = "d" } == .skipped)
        #expect(Self.decide(Self.known(.skipped), Self.found { $0.wasNamed = true }) == Self.fresh)
        #expect(Self.decide(Self.known(.skipped), Self.found()) { $0.force = true } == Self.fresh)
    }
}
