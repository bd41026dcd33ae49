import OmniZipBundle
import OmniZipIngest

extension Previewer {
    /// Code of the warning that a video does not fit into `max_tokens`.
    public static let budgetWarning = "budget_exceeded"

    /// The report of a clip that was looked at.
    func report(
        name: String, clip: IndexedClip, plan: ClipPlan, configuration: IngestConfiguration, pass: ClipPass,
        budget: BudgetReport?
    ) -> PruningReport {
        let source = PreviewSource(
            name: name, bytes: FileStatus(path: clip.index.path)?.bytes, format: clip.index.formatName,
            durationSeconds: clip.index.durationSeconds, part: clip.part, video: clip.videoSummary,
            audio: clip.audioSummary)
        return PruningReport(
            generatorVersion: ProgramVersion.current, basis: pass.isWhole ? .full : .plan, source: source,
            profile: configuration.profile, encoder: configuration.encoder,
            parameters: ParameterSummary(configuration.compression), sampling: sampling(clip, plan, configuration),
            chosen: pass.chosen, alternatives: pass.alternatives, sweep: pass.sweep, budget: budget,
            outputBytes: OutputEstimate.bytes(
                of: plan, melFrames: clip.audio.melFrameCount, configuration: configuration),
            warnings: ingestor.warnings(of: clip, plan: plan) + pass.warnings
                + [budget.flatMap(Self.warning), Self.sizeWarning(configuration)].compactMap { $0 })
    }

    /// How well PNG packs a picture is not known before it is decoded.
    private static func sizeWarning(_ configuration: IngestConfiguration) -> ReportedWarning? {
        guard OutputEstimate.isBound(configuration) else { return nil }
        return ReportedWarning(
            code: "size_is_bound", message: "the size of the output counts PNG frames as raw ones, the most they take",
            count: 1)
    }

    /// A video that does not fit says so in every form of the report, also as a line of a folder.
    private static func warning(_ budget: BudgetReport) -> ReportedWarning? {
        guard !budget.isApplied else { return nil }
        let setting = budget.setting
        let cure =
            budget.result == .impossible
            ? "the least is \(setting.tokens)"
            : "with --fit \(setting.framesPerSecond) frames a second and at most \(setting.maxPixels) pixels keep "
                + "\(setting.tokens)"
        return ReportedWarning(
            code: Self.budgetWarning, message: "no rates keep at most \(budget.maxTokens) tokens; \(cure)", count: 1)
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
