import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipMedia

extension VideoIngestor {
    /// Reads packets and sound of the file at `path`, as `ingest` does, and no picture.
    ///
    /// - Parameters:
    ///   - path: The video.
    ///   - part: The part of it that is wanted; nil for all of it.
    ///   - acceptsStills: False refuses single pictures as no media: what a folder holds besides its videos.
    ///   - keepsBands: Whether the audio tokens carry `bands`.
    ///   - shouldStop: Asked between blocks of sound; true ends the work with `CancellationError`.
    /// - Throws: `StagedError` around the first error.
    public func indexedClip(
        path: String, part: MediaPart? = nil, acceptsStills: Bool = true, keepsBands: Bool = false,
        shouldStop: () -> Bool = { false }
    ) throws(StagedError) -> IndexedClip {
        var clock = StageClock()
        do {
            let usable = try usableIndex(path: path, acceptsStills: acceptsStills, clock: &clock)
            return try usable.explaining {
                try indexedClip(
                    usable.index.part(part ?? MediaPart()), usable, keepsBands: keepsBands, clock: &clock,
                    shouldStop: shouldStop)
            }
        } catch {
            throw StagedError(stage: clock.current, underlying: error)
        }
    }

    /// Plans `clip`, and says with which configuration: with `max_tokens` rates, and with `fit` sampling, are the clip's
    /// own.
    ///
    /// - Throws: `CompressionError` with code `budgetExceeded` where the clip does not fit into `max_tokens`; what
    ///   `ClipPlan` throws.
    public func planned(_ clip: IndexedClip) throws -> (plan: ClipPlan, configuration: IngestConfiguration) {
        var effective = configuration
        if let maxTokens = configuration.maxTokens {
            let budget = try budget(of: clip, maxTokens: maxTokens)
            guard budget.result == .rates || budget.result == .sampling && configuration.fit else {
                throw Self.doesNotFit(budget, maxTokens: maxTokens, isFitting: configuration.fit)
            }
            effective = budget.configuration
        }
        return (try plan(clip, configuration: effective), effective)
    }

    /// The search for a setting of `clip` that keeps at most `maxTokens` tokens.
    public func budget(of clip: IndexedClip, maxTokens: Int) throws -> TokenBudget {
        try TokenBudget(maxTokens: maxTokens, clip: clip, profile: profile, configuration: configuration)
    }

    /// The plan of `clip` with a configuration that may differ from the ingestor's in sampling and rates.
    public func plan(_ clip: IndexedClip, configuration: IngestConfiguration) throws -> ClipPlan {
        let plan = try ClipPlan(
            video: clip.video.map { try VideoPlan(index: $0, profile: profile, configuration: configuration) },
            saliency: clip.audio.saliency, profile: profile, parameters: configuration.compression)
        return configuration.method == .fixed ? try plan.withoutGuidance() : plan
    }

    /// The plan that a bundle was made with, for its video once more.
    ///
    /// - Throws: what `ClipPlan` throws where the bundle does not fit its own profile.
    public func plan(of bundle: TokenBundle) throws -> ClipPlan {
        let plan = try guidedPlan(of: bundle)
        return bundle.metadata.method == .fixed ? try plan.withoutGuidance() : plan
    }

    /// OmniZip's plan with the bundle's sampling, saliency and parameters, whatever method chose its tokens: whose
    /// counts other methods have.
    ///
    /// - Throws: as `plan(of:)`.
    public func guidedPlan(of bundle: TokenBundle) throws -> ClipPlan {
        try ClipPlan(
            video: VideoPlan(bundle: bundle), saliency: bundle.audioSaliency, profile: profile,
            parameters: bundle.metadata.parameters)
    }

    func usableIndex(path: String, acceptsStills: Bool, clock: inout StageClock) throws -> UsableIndex {
        let usable = try clock.measure(.index) {
            try UsableIndex(path: path, options: IndexOptions(policy: configuration.inputPolicy))
        }
        if !acceptsStills { try requireMoving(usable.index) }
        if let seconds = usable.index.durationSeconds { observe(.duration(seconds: seconds)) }
        return usable
    }

    func indexedClip(
        _ index: MediaIndex, _ usable: UsableIndex, keepsBands: Bool, logMelEnding: LogMelEnding? = nil,
        clock: inout StageClock, shouldStop: () -> Bool
    ) throws -> IndexedClip {
        let sound = try clock.measure(.audio) {
            try ClipAudio.read(
                index, encoder: encoder, framing: profile.audioFraming, configuration: configuration,
                keepsBands: keepsBands, logMelEnding: logMelEnding, shouldStop: shouldStop)
        }
        guard index.video != nil || sound.tokens.count > 0 else {
            if let placement = index.placement { throw placement.emptyPart(path: index.path) }
            throw MediaError(
                code: .noFrames, operation: "read media", path: index.path,
                cause: "not one video frame and not one audio token could be read",
                remedy: "check that the file plays")
        }
        return IndexedClip(index: index, sound: sound, usable: usable)
    }

    /// FFmpeg reads a single picture with a demuxer whose name ends in `_pipe`.
    private func requireMoving(_ index: MediaIndex) throws(MediaError) {
        guard index.formatName.hasSuffix("_pipe") else { return }
        throw MediaError(
            code: .notMedia, operation: "index", path: index.path, cause: "A still picture (\(index.formatName))",
            remedy: "name the file itself to make a bundle of it")
    }

    private static func doesNotFit(_ budget: TokenBudget, maxTokens: Int, isFitting: Bool) -> CompressionError {
        let setting = budget.configuration
        let smallest =
            "rho_audio \(setting.compression.rhoAudio), rho_video \(setting.compression.rhoVideo), fps \(setting.fps) and "
            + "max_pixels \(budget.maxPixels) keep \(budget.tokens)"
        return CompressionError(
            code: .budgetExceeded, operation: "plan",
            cause: "no rates keep at most \(maxTokens) tokens; \(smallest)",
            remedy: budget.result == .sampling
                ? "allow fewer frames and pixels with --fit"
                : "allow \(budget.tokens) tokens, or use a part of the video")
    }
}
