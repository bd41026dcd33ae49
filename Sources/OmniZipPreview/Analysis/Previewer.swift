import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipIngest
import OmniZipMedia

/// Previews videos: what `run` would keep, what that costs and loses, without writing a bundle.
public struct Previewer: Sendable {
    /// What is looked at.
    public let options: PreviewOptions
    let configuration: IngestConfiguration
    let ingestor: VideoIngestor

    /// A previewer for one configuration.
    ///
    /// - Throws: `ProfileError`, `EncoderError` or `ConfigurationError` if the configuration cannot be used.
    public init(configuration: IngestConfiguration, options: PreviewOptions = PreviewOptions()) throws {
        guard configuration.method == .omnizip else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: "method",
                message: "\(configuration.method.rawValue) is for run; a preview compares methods by --methods")
        }
        self.options = options
        ingestor = try VideoIngestor(configuration: configuration)
        self.configuration = ingestor.configuration
    }

    /// Previews the file at `path`.
    ///
    /// - Parameters:
    ///   - path: The video.
    ///   - name: Its name in the report.
    ///   - part: The part of it that is wanted; nil for all of it.
    ///   - acceptsStills: False refuses single pictures as no media: what a folder holds besides its videos.
    ///   - shouldStop: Asked between windows and blocks of sound; true ends the work with `CancellationError`.
    ///   - progress: Told of how many windows are done, and of how many.
    /// - Throws: `StagedError` around the first error, naming the stage that failed.
    public func preview(
        path: String, name: String, part: MediaPart? = nil, acceptsStills: Bool = true,
        shouldStop: () -> Bool = { false }, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(StagedError) -> Preview {
        let clip = try ingestor.indexedClip(
            path: path, part: part, acceptsStills: acceptsStills, keepsBands: true, shouldStop: shouldStop)
        var stage = IngestStage.plan
        do {
            return try ingestor.withUsablePictures(of: clip) { clip in
                stage = .plan
                let setting = try setting(of: clip)
                let plan = try ingestor.plan(clip, configuration: setting.configuration)
                let candidates = try candidates(of: clip, plan: plan)
                stage = .video
                let pass = try ClipPass(
                    self, clip: clip, plan: plan, candidates: candidates, isWhole: !options.planOnly,
                    shouldStop: shouldStop, progress: progress)
                let report = report(
                    name: name, clip: clip, plan: plan, configuration: setting.configuration, pass: pass,
                    budget: setting.budget)
                return Preview(report: report, media: pass.media)
            }
        } catch {
            throw StagedError(stage: stage, underlying: error)
        }
    }

    /// The configuration of this clip, and the search that led to it.
    private func setting(
        of clip: IndexedClip
    ) throws -> (configuration: IngestConfiguration, budget: BudgetReport?) {
        guard let maxTokens = configuration.maxTokens else { return (configuration, nil) }
        let found = try ingestor.budget(of: clip, maxTokens: maxTokens)
        let applies = found.result == .rates || found.result == .sampling && configuration.fit
        var setting = found.configuration
        if !applies {
            // What rates alone can do: the strongest of the line, at the sampling that was asked for.
            setting.fps = configuration.fps
            (setting.minPixels, setting.maxPixels) = (configuration.minPixels, configuration.maxPixels)
        }
        return (setting, BudgetReport(found, maxTokens: maxTokens, isApplied: applies))
    }

    /// What `run` would do, the methods and rates to compare with it, and the table over rates.
    private func candidates(of clip: IndexedClip, plan: ClipPlan) throws -> [PreviewCandidate] {
        let chosen = PreviewCandidate(
            id: "omnizip", method: .omnizip, plan: plan.compression, cells: .omnizip)
        return try [chosen] + alternatives(to: .omnizip, plan: plan, clip: clip)
    }

    /// The methods and rates to compare with what `chosen` keeps, and the table over rates.
    ///
    /// - Parameter plan: OmniZip's, whose counts all methods have.
    func alternatives(to chosen: PreviewMethod, plan: ClipPlan, clip: IndexedClip) throws -> [PreviewCandidate] {
        var result = try options.methods.filter { $0 != chosen }.map { try candidate($0, plan, clip) }
        let parameters = plan.compression.parameters
        let own = PreviewRates(rhoAudio: parameters.rhoAudio, rhoVideo: parameters.rhoVideo)
        let hasOwn = chosen == .omnizip || options.methods.contains(.omnizip)
        for rates in options.rates where rates != own || !hasOwn {
            if let other = try candidate(rates, plan, clip, isOfSweep: false) { result.append(other) }
        }
        for rates in options.sweep {
            if let other = try candidate(rates, plan, clip, isOfSweep: true) { result.append(other) }
        }
        return result
    }

    /// Another method at the counts of `plan`.
    private func candidate(_ method: PreviewMethod, _ plan: ClipPlan, _ clip: IndexedClip) throws -> PreviewCandidate {
        guard case .baseline(let baseline) = method else {
            return PreviewCandidate(id: method.name, method: method, plan: plan.compression, cells: .omnizip)
        }
        let stream = try stream(baseline, plan: plan, clip: clip)
        return PreviewCandidate(
            id: method.name, method: method, plan: plan.compression, audioKeep: stream.audioKeep,
            // DyCoke chooses over four patches: what a window keeps, only the pictures tell.
            hasWindows: baseline != .dycoke || !options.planOnly, cells: .baseline(stream))
    }

    /// OmniZip at other rates; nil where rate_min and rate_max forbid them.
    private func candidate(
        _ rates: PreviewRates, _ plan: ClipPlan, _ clip: IndexedClip, isOfSweep: Bool
    ) throws -> PreviewCandidate? {
        var parameters = plan.compression.parameters
        guard (parameters.rateMinimum...parameters.rateMaximum).contains(rates.rhoVideo) else { return nil }
        (parameters.rhoAudio, parameters.rhoVideo) = (rates.rhoAudio, rates.rhoVideo)
        let compression = try CompressionPlan(
            saliency: clip.audio.saliency, windows: plan.windows, patchCount: plan.video?.patchCount ?? 0,
            cellsPerPatch: plan.video?.grid.count ?? 0, parameters: parameters)
        return PreviewCandidate(
            id: "\(isOfSweep ? "sweep" : "omnizip")-\(rates.rhoAudio)-\(rates.rhoVideo)", method: .omnizip,
            plan: compression, isOfSweep: isOfSweep, cells: .omnizip)
    }

    private func stream(_ baseline: Baseline, plan: ClipPlan, clip: IndexedClip) throws -> BaselineStream {
        try BaselineStream(
            baseline, plan: plan, grid: plan.video?.grid ?? CellGrid(height: 0, width: 0), audio: clip.audio,
            dimension: configuration.dimension, seed: options.seed)
    }
}

extension BudgetReport {
    /// The report of a search.
    init(_ found: TokenBudget, maxTokens: Int, isApplied: Bool) {
        let setting = found.configuration
        let result: Result =
            switch found.result {
            case .rates: .rates
            case .sampling: .sampling
            case .impossible: .impossible
            }
        self.init(
            maxTokens: maxTokens, result: result,
            setting: Setting(
                rhoAudio: setting.compression.rhoAudio, rhoVideo: setting.compression.rhoVideo,
                framesPerSecond: setting.fps, maxPixels: found.maxPixels, tokens: found.tokens),
            isApplied: isApplied)
    }
}
