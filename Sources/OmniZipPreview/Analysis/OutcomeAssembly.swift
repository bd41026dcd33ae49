import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipIngest

/// Turns a candidate's masks and measurements into an outcome of the report.
struct OutcomeAssembly {
    let plan: ClipPlan
    let bands: SoundBands?
    let audioTokensPerSecond: Double
    let options: PreviewOptions
    /// Whether pictures were looked at.
    let analysis: ClipAnalysis?

    /// The outcome of `candidate`.
    func outcome(of candidate: PreviewCandidate) -> PruningOutcome {
        let windows = plan.windows.indices.map { window($0, of: candidate) }
        let video = windows.reduce(TokenCount(total: 0, kept: 0)) { $0 + $1.video }
        let audio = TokenCount(candidate.audioKeep)
        let parameters = candidate.plan.parameters
        return PruningOutcome(
            id: candidate.id, method: candidate.method.name, rhoAudio: parameters.rhoAudio,
            rhoVideo: parameters.rhoVideo, video: video, audio: audio,
            cost: PruningCost(tokens: video + audio, model: options.model, teraflops: options.teraflops),
            loss: loss(of: candidate, windows: plan.windows.indices, audio: 0..<plan.audioTokenCount),
            windows: candidate.hasWindows ? windows : [])
    }

    private func window(_ index: Int, of candidate: PreviewCandidate) -> WindowOutcome {
        let window = plan.windows[index]
        let total = window.patches.count * candidate.plan.cellsPerPatch
        let kept = candidate.keptCells(ofWindow: index)
        let base = candidate.plan.baseRate[index]
        let isGuided = candidate.method == .omnizip && !base.isNaN
        return WindowOutcome(
            index: index, seconds: plan.windowTimes[index], patches: window.patches, audioTokens: window.audio,
            video: TokenCount(total: total, kept: kept),
            audio: TokenCount(total: window.audio.count, kept: candidate.audioKeep[window.audio].count { $0 }),
            baseRate: isGuided ? base : nil, rate: total > 0 ? Double(total - kept) / Double(total) : nil,
            loss: loss(of: candidate, windows: index..<index + 1, audio: window.audio))
    }

    private func loss(
        of candidate: PreviewCandidate, windows: Range<Int>, audio: Range<Int>
    ) -> LossFigures {
        let keep = candidate.audioKeep[audio]
        var figures = LossFigures(
            longestDroppedAudioSeconds: audio.isEmpty
                ? nil : Double(SoundLoss.longestGap(keep)) / audioTokensPerSecond,
            salientEnergyKept: bands.flatMap { SoundLoss.keptShare(of: $0.salientEnergy[audio], keep: keep) })
        let bytes = analysis.map { analysis in windows.reduce(0) { $0 + analysis.pictureBytes(ofWindow: $1) } } ?? 0
        guard let analysis, bytes > 0 else { return figures }
        figures.movingCells = TokenCount(
            total: analysis.movingCells[windows].reduce(0, +), kept: candidate.keptMovingCells[windows].reduce(0, +))
        figures.psnrDecibels = WindowReconstruction.decibels(
            squaredError: candidate.squaredErrors[windows].reduce(0, +), bytes: bytes)
        return figures
    }
}
