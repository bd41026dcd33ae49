import OmniZipBundle
import OmniZipCore
import OmniZipIngest

/// The one pass over a clip: every candidate measured, and, where a page is wanted, what it shows collected.
struct ClipPass {
    /// The outcome of the first candidate.
    let chosen: PruningOutcome
    /// The outcomes of the others.
    let alternatives: [PruningOutcome]
    /// The outcomes of the table over rates.
    let sweep: [PruningOutcome]
    /// What a page shows; nil if none is wanted.
    let media: PageMedia?
    /// What the decoder met.
    let warnings: [ReportedWarning]
    /// Whether pictures were looked at.
    let isWhole: Bool

    init(
        _ previewer: Previewer, clip: IndexedClip, plan: ClipPlan, candidates: [PreviewCandidate], isWhole: Bool,
        mergedInBundle: Set<Int>? = nil, shouldStop: () -> Bool,
        progress: (Int, Int) -> Void
    ) throws {
        let options = previewer.options
        let dimension = previewer.configuration.dimension
        var collector =
            options.makesPage
            ? PageCollector(plan: plan, clip: clip, choices: candidates.count(where: \.hasWindows)) : nil
        var analysis = ClipAnalysis(
            candidates: candidates, plan: plan, cellPixels: previewer.ingestor.cellPixels, dimension: dimension,
            keepsMasks: options.makesPage)
        var states = AudioStates(
            plan: plan, candidates: candidates, dimension: dimension, isWanted: options.makesPage,
            isWhole: isWhole, mergedInBundle: mergedInBundle)
        if isWhole {
            let met = try previewer.ingestor.walk(
                clip, plan: plan, shouldStop: shouldStop,
                patch: { patch in
                    analysis.take(patch)
                    collector?.take(patch)
                },
                window: { window in
                    analysis.take(window)
                    states.take(window)
                    progress(window.index + 1, plan.windows.count)
                })
            warnings = met + (collector?.warnings ?? [])
        } else {
            warnings = []
        }
        let looked = isWhole && plan.video != nil
        let assembly = OutcomeAssembly(
            plan: plan, bands: clip.audio.bands, audioTokensPerSecond: previewer.ingestor.audioTokensPerSecond,
            options: options, analysis: looked ? analysis : nil)
        chosen = assembly.outcome(of: analysis.candidates[0])
        let others = analysis.candidates.dropFirst()
        alternatives = others.filter { !$0.isOfSweep }.map { assembly.outcome(of: $0) }
        sweep = others.filter(\.isOfSweep).map { assembly.outcome(of: $0) }
        media = collector?.media(
            clip: clip, candidates: analysis.candidates, states: states,
            tokensPerSecond: previewer.ingestor.audioTokensPerSecond)
        self.isWhole = isWhole
    }
}
