import OmniZipBundle
import OmniZipCore
import OmniZipIngest

/// The one pass over a clip: every candidate measured, and, where a page is wanted, what it shows collected.
struct ClipPass {
    /// The outcomes in the order of the candidates.
    let outcomes: [PruningOutcome]
    /// What a page shows; nil if none is wanted.
    let media: PageMedia?
    /// What the decoder met.
    let warnings: [ReportedWarning]
    /// Whether pictures were looked at.
    let isWhole: Bool

    init(
        _ previewer: Previewer, clip: IndexedClip, plan: ClipPlan, candidates: [PreviewCandidate], isWhole: Bool,
        mergedInBundle: Set<Int>? = nil, shouldStop: () -> Bool
    ) throws {
        let options = previewer.options
        let dimension = previewer.configuration.dimension
        var collector =
            options.makesPage
            ? PageCollector(plan: plan, clip: clip, choices: candidates.count(where: \.hasWindows)) : nil
        var analysis = ClipAnalysis(
            candidates: candidates, plan: plan, cellPixels: previewer.ingestor.cellPixels, dimension: dimension)
        var states = AudioStates(
            plan: plan, candidates: candidates, dimension: dimension, isWanted: options.makesPage,
            mergedInBundle: mergedInBundle)
        if isWhole {
            warnings = try previewer.ingestor.walk(
                clip, plan: plan, shouldStop: shouldStop,
                patch: { patch in
                    analysis.take(patch)
                    collector?.take(patch)
                },
                window: { window in
                    analysis.take(window)
                    states.take(window)
                })
        } else {
            warnings = []
        }
        let looked = isWhole && plan.video != nil
        let assembly = OutcomeAssembly(
            plan: plan, bands: clip.audio.bands, audioTokensPerSecond: previewer.ingestor.audioTokensPerSecond,
            options: options, analysis: looked ? analysis : nil)
        outcomes = analysis.candidates.map { assembly.outcome(of: $0) }
        media = collector?.media(
            clip: clip, candidates: analysis.candidates, states: states,
            tokensPerSecond: previewer.ingestor.audioTokensPerSecond)
        self.isWhole = isWhole
    }
}
