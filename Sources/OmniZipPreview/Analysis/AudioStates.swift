import OmniZipCore
import OmniZipIngest

/// What became of each audio token, for the candidates that a page shows.
struct AudioStates {
    /// A token's fate, by its number in a page's data.
    enum State: UInt8 {
        case dropped = 0
        case kept = 1
        case anchor = 2
        case merged = 3
        /// No anchor was looked for: dropped, or merged into one.
        case lost = 4
    }

    private let plan: ClipPlan
    private let isWhole: Bool
    private let dimension: Int
    /// Compressors of the candidates that merge, by candidate.
    private var compressors: [Int: WindowCompressor] = [:]
    /// Sources of merges, by candidate.
    private(set) var merged: [Int: Set<Int>] = [:]
    /// Whether the first candidate merges, so that `fixed` has its merges.
    private let firstMerges: Bool

    /// - Parameters:
    ///   - isWhole: whether windows will be taken in: without them nothing is known of merges.
    ///   - mergedInBundle: sources of the merges that a bundle holds, where its masks are the first candidate's.
    init(
        plan: ClipPlan, candidates: [PreviewCandidate], dimension: Int, isWanted: Bool, isWhole: Bool,
        mergedInBundle: Set<Int>?
    ) {
        self.plan = plan
        self.isWhole = isWhole
        self.dimension = dimension
        merged[0] = mergedInBundle
        firstMerges = candidates.first.map { Self.merges($0.method) } ?? false
        guard isWanted else { return }
        for (index, candidate) in candidates.enumerated() where candidate.hasWindows {
            switch candidate.cells {
            case .omnizip: break
            case .baseline where candidate.method == .baseline(.fixed) && !firstMerges: break
            case .baseline, .given: continue
            }
            compressors[index] = WindowCompressor(
                plan: candidate.plan, grid: plan.video?.grid ?? CellGrid(height: 0, width: 0), dimension: dimension)
        }
    }

    /// `fixed` has OmniZip's own audio; other baselines know no anchors and no merges.
    private static func merges(_ method: PreviewMethod) -> Bool {
        method == .omnizip || method == .baseline(.fixed)
    }

    /// Takes in a window's tokens.
    mutating func take(_ window: EmbeddedWindow) {
        for index in compressors.keys.sorted() {
            let result = compressors[index]?.compress(window: window.index, audio: window.audio, video: window.video)
            merged[index, default: []].formUnion(result?.anchorMerges.map(\.source) ?? [])
        }
    }

    /// The states of all tokens under candidate `index`, [A].
    func states(of candidate: PreviewCandidate, index: Int) -> [UInt8] {
        let isOurs = Self.merges(candidate.method)
        let sources = candidate.method == .baseline(.fixed) && firstMerges ? merged[0] : merged[index]
        let states = Self.states(
            keep: candidate.audioKeep, dominant: isOurs ? candidate.plan.dominant : candidate.audioKeep,
            merged: sources ?? [])
        guard isOurs, !isWhole else { return states }
        return states.map { $0 == State.dropped.rawValue ? State.lost.rawValue : $0 }
    }

    /// The states of all tokens, [A].
    static func states(keep: [Bool], dominant: [Bool], merged: Set<Int>) -> [UInt8] {
        keep.indices.map { token in
            let state: State =
                if keep[token] { dominant[token] ? .kept : .anchor } else {
                    merged.contains(token) ? .merged : .dropped
                }
            return state.rawValue
        }
    }
}
