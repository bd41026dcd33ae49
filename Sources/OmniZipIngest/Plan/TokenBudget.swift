import OmniZipCore
import OmniZipEncoders
import OmniZipMedia

/// The search for the mildest pruning at which a clip fits into a number of tokens.
///
/// It walks along the line through the paper's two presets, rho_video = rho_audio + 0.3, from (0.05, 0.35) to (0.45,
/// 0.75) in steps of 0.01, and takes the first point that fits. If none does, it keeps the last one and takes fewer frames
/// a second, down to 0.5; then fewer pixels; then frames again, down to 0.1.
public struct TokenBudget: Sendable {
    /// What was enough.
    public enum Result: Sendable, Hashable {
        /// Rates alone.
        case rates
        /// Rates, and fewer frames or pixels.
        case sampling
        /// Nothing; the setting is the smallest.
        case impossible
    }

    /// What was enough.
    public let result: Result
    /// The first configuration that fits, or the smallest.
    public let configuration: IngestConfiguration
    /// Most pixels of a frame in it.
    public let maxPixels: Int
    /// Tokens that it keeps.
    public let tokens: Int

    /// Fewest frames a second before pixels are given up.
    static let reluctantFramesPerSecond = 0.5
    /// Fewest frames a second at all.
    static let lowestFramesPerSecond = 0.1
    private static let points = 0...40
    private static let pixelSteps = 12

    /// Searches for `maxTokens` tokens of `clip`, beginning with the sampling of `configuration`.
    ///
    /// - Throws: `ProfileError`, `MediaError` or `CompressionError` where the clip cannot be planned.
    /// - Complexity: O((A + N log N) settings), no picture is decoded.
    public init(
        maxTokens: Int, clip: IndexedClip, profile: any ModelProfile, configuration: IngestConfiguration
    ) throws {
        let found = try Self.search(
            maxTokens: maxTokens, counter: Counter(clip: clip, profile: profile), configuration: configuration)
        (result, self.configuration, tokens) = found
        maxPixels = found.configuration.pictureOptions(for: profile).maxPixels
    }

    private static func search(
        maxTokens: Int, counter: Counter, configuration: IngestConfiguration
    ) throws -> (result: Result, configuration: IngestConfiguration, tokens: Int) {
        let hasVideo = counter.clip.video != nil
        var smallest: (configuration: IngestConfiguration, tokens: Int)?
        func fits(_ candidate: IngestConfiguration, _ tokens: Int) -> Bool {
            if smallest.map({ tokens < $0.tokens }) ?? true { smallest = (candidate, tokens) }
            return tokens <= maxTokens
        }
        let rates = rates(of: configuration, hasVideo: hasVideo)
        let video = try counter.video(configuration)
        for candidate in rates {
            let tokens = try counter.tokens(candidate, video)
            if fits(candidate, tokens) { return (.rates, candidate, tokens) }
        }
        for candidate in samplings(of: rates.last ?? configuration, counter.profile, hasVideo: hasVideo) {
            let tokens = try counter.tokens(candidate, try counter.video(candidate))
            if fits(candidate, tokens) { return (.sampling, candidate, tokens) }
        }
        return (.impossible, smallest?.configuration ?? configuration, smallest?.tokens ?? 0)
    }

    /// The points of the line that the bounds of the configuration allow, mildest first; where they fall between two
    /// points, the point on the lower bound. Without video the bounds do not matter.
    private static func rates(of configuration: IngestConfiguration, hasVideo: Bool) -> [IngestConfiguration] {
        let bounds = configuration.compression.rateMinimum...configuration.compression.rateMaximum
        func candidate(_ rhoAudio: Double, _ rhoVideo: Double) -> IngestConfiguration {
            var candidate = configuration
            (candidate.compression.rhoAudio, candidate.compression.rhoVideo) = (rhoAudio, rhoVideo)
            return candidate
        }
        let line = points.map { candidate(Double(5 + $0) / 100, Double(35 + $0) / 100) }
        let allowed = hasVideo ? line.filter { bounds.contains($0.compression.rhoVideo) } : line
        guard allowed.isEmpty else { return allowed }
        return [candidate(max(0, bounds.lowerBound - 0.3), bounds.lowerBound)]
    }

    /// Ever coarser samplings at the rates of `configuration`.
    private static func samplings(
        of configuration: IngestConfiguration, _ profile: any ModelProfile, hasVideo: Bool
    ) -> [IngestConfiguration] {
        guard hasVideo else { return [] }
        var candidates: [IngestConfiguration] = []
        var current = configuration
        func lowerRate(to lowest: Double) {
            // Tenths as whole numbers: 0.3 has to be 0.3.
            var tenths = Int((current.fps * 10).rounded(.up)) - 1
            while Double(tenths) / 10 >= lowest {
                current.fps = Double(tenths) / 10
                candidates.append(current)
                tenths -= 1
            }
        }
        lowerRate(to: reluctantFramesPerSecond)
        let least = profile.pixelRange.lowerBound
        let bounds = configuration.pictureOptions(for: profile)
        let most = bounds.maxPixels
        for step in 1...pixelSteps where most > least {
            let pixels = most - (most - least) * step / pixelSteps
            (current.minPixels, current.maxPixels) = (min(bounds.minPixels, pixels), pixels)
            candidates.append(current)
        }
        lowerRate(to: lowestFramesPerSecond)
        return candidates
    }

    /// Counts what a configuration keeps, without laying out the block.
    private struct Counter {
        let clip: IndexedClip
        let profile: any ModelProfile

        func video(_ configuration: IngestConfiguration) throws -> VideoPlan? {
            try clip.video.map { try VideoPlan(index: $0, profile: profile, configuration: configuration) }
        }

        func tokens(_ configuration: IngestConfiguration, _ video: VideoPlan?) throws -> Int {
            let windows = try profile.windows(
                patchCount: video?.patchCount ?? 0, audioTokenCount: clip.audio.count,
                secondsPerGrid: video?.secondsPerGrid ?? 1)
            let plan = try CompressionPlan(
                saliency: clip.audio.saliency, windows: windows, patchCount: video?.patchCount ?? 0,
                cellsPerPatch: video?.grid.count ?? 0, parameters: configuration.compression)
            return plan.keptCells.reduce(0, +) + plan.audioKeep.count { $0 }
        }
    }
}
