import OmniZipBundle
import OmniZipIngest

extension Previewer {
    /// The report of a clip that was looked at.
    func report(
        name: String, clip: IndexedClip, plan: ClipPlan, configuration: IngestConfiguration, pass: ClipPass,
        budget: BudgetReport?
    ) -> PruningReport {
        let source = PreviewSource(
            name: name, bytes: FileStatus(path: clip.index.path)?.bytes, format: clip.index.formatName,
            durationSeconds: clip.index.durationSeconds, part: clip.part, video: clip.videoSummary,
            audio: clip.audioSummary)
        var report = PruningReport(
            generatorVersion: ProgramVersion.current, basis: pass.isWhole ? .full : .plan, source: source,
            profile: configuration.profile, encoder: configuration.encoder,
            parameters: ParameterSummary(configuration.compression), sampling: sampling(clip, plan, configuration),
            chosen: pass.outcomes[0], budget: budget,
            outputBytes: OutputEstimate.bytes(of: plan, configuration: configuration),
            warnings: ingestor.warnings(of: clip, plan: plan) + pass.warnings)
        report.setAlternatives(Array(pass.outcomes.dropFirst()))
        return report
    }

    private func sampling(
        _ clip: IndexedClip, _ plan: ClipPlan, _ configuration: IngestConfiguration
    ) -> SamplingSummary {
        let grid = plan.video?.grid
        let merge = ingestor.cellMerge
        return SamplingSummary(
            rule: configuration.sampling.rawValue, timing: configuration.timing.rawValue,
            frames: plan.video?.frameIndices.count ?? 0,
            effectiveFramesPerSecond: plan.video?.fpsEffective ?? 0, secondsPerGrid: plan.video?.secondsPerGrid ?? 0,
            gridTHW: [plan.video?.patchCount ?? 0, (grid?.height ?? 0) * merge, (grid?.width ?? 0) * merge],
            resizedHeight: plan.video?.pictureSize.height ?? 0, resizedWidth: plan.video?.pictureSize.width ?? 0,
            melFrames: clip.audio.melFrameCount, audioSamples: clip.audio.sampleCount,
            audioLeadSeconds: clip.audioLeadSeconds, audioTruncated: clip.audioIsTruncated)
    }
}

extension PruningReport {
    /// Outcomes without windows are those of a sweep.
    mutating func setAlternatives(_ outcomes: [PruningOutcome]) {
        let hasWindows = !chosen.windows.isEmpty
        alternatives = hasWindows ? outcomes.filter { !$0.windows.isEmpty } : []
        sweep = hasWindows ? outcomes.filter { $0.windows.isEmpty } : outcomes
    }
}
