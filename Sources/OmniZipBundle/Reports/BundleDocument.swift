import OmniZipCore

/// NAME.json beside a bundle: the same provenance, typed, and the statistics that a person asks for.
///
/// Everything but `timings` is the same for the same input, configuration and version.
public struct BundleDocument: Sendable, Codable, Equatable {
    /// The schema of this document.
    public static let schema = "omnizip.document/1"

    /// `BundleDocument.schema`.
    public var schema: String
    /// Program, encoder and model that made the bundle.
    public var provenance: Provenance
    /// The video.
    public var source: SourceSummary
    /// Every parameter of the compression.
    public var parameters: ParameterSummary
    /// The whole effective configuration, as the program reads it.
    public var configuration: JSONValue
    /// How frames and samples were taken.
    public var sampling: SamplingSummary
    /// What was kept and dropped.
    public var counts: CountSummary
    /// The model's own inputs in the bundle; nil in documents made before bundles could hold them.
    public var inputs: InputSummary?
    /// One entry a window.
    public var windows: [WindowSummary]
    /// Estimates for the language model that reads the tokens.
    public var cost: CostSummary
    /// Whose saliency was used, where it was not the encoder's own.
    public var saliency: SaliencySummary?
    /// What went wrong without stopping the work.
    public var warnings: [ReportedWarning]
    /// Seconds of each stage; the only part that differs between runs.
    public var timings: [String: Double]

    /// A document.
    public init(
        provenance: Provenance, source: SourceSummary, parameters: ParameterSummary, configuration: JSONValue,
        sampling: SamplingSummary, counts: CountSummary, inputs: InputSummary, windows: [WindowSummary],
        cost: CostSummary, saliency: SaliencySummary? = nil, warnings: [ReportedWarning], timings: [String: Double]
    ) {
        schema = Self.schema
        self.provenance = provenance
        self.source = source
        self.parameters = parameters
        self.configuration = configuration
        self.sampling = sampling
        self.counts = counts
        self.inputs = inputs
        self.windows = windows
        self.cost = cost
        self.saliency = saliency
        self.warnings = warnings
        self.timings = timings
    }
}

/// Who made a bundle.
public struct Provenance: Sendable, Codable, Equatable {
    /// Program.
    public var generator: String
    /// Its version.
    public var generatorVersion: String
    /// Schema of the bundle.
    public var bundleSchema: String
    /// Plan only, with tokens, or with the model's inputs.
    public var content: BundleContent
    /// Model profile.
    public var profile: String
    /// Encoder of the tokens.
    public var encoder: String
    /// Its version.
    public var encoderVersion: String
    /// Width of a token, D.
    public var dimension: Int
    /// How the tokens were chosen, where it was not by OmniZip.
    public var method: SelectionMethod?
    /// Seed of method `random`.
    public var seed: RandomSeed?
    /// Position id of the token after the block.
    public var nextPosition: Double
    /// SHA-256 of the effective configuration.
    public var configSHA256: String

    enum CodingKeys: String, CodingKey {
        case generator
        case generatorVersion = "generator_version"
        case bundleSchema = "bundle_schema"
        case content
        case profile
        case encoder
        case encoderVersion = "encoder_version"
        case dimension
        case method
        case seed
        case nextPosition = "next_position"
        case configSHA256 = "config_sha256"
    }

    /// The provenance that a bundle's metadata tells.
    public init(_ metadata: BundleMetadata) {
        generator = metadata.generator
        generatorVersion = metadata.generatorVersion
        bundleSchema = BundleMetadata.schema
        content = metadata.content
        profile = metadata.profile
        encoder = metadata.encoder
        encoderVersion = metadata.encoderVersion
        dimension = metadata.dimension
        method = metadata.method == .omnizip ? nil : metadata.method
        seed = metadata.seed
        nextPosition = metadata.nextPosition
        configSHA256 = metadata.configSHA256
    }
}

/// The parameters of the compression with the names of the configuration.
public struct ParameterSummary: Sendable, Codable, Equatable {
    /// `window` or `released`.
    public var scope: CompressionScope
    /// Fraction of audio tokens removed before anchors.
    public var rhoAudio: Double
    /// Fraction of video tokens removed.
    public var rhoVideo: Double
    /// Anchors as a fraction of a window's audio tokens.
    public var contextualRatio: Double
    /// Most tokens merged into one anchor.
    public var mergeCount: Int
    /// Neighbours of the density estimate.
    public var neighbourCount: Int
    /// Smallest pruning rate of a guided window.
    public var rateMinimum: Double
    /// Largest pruning rate of a guided window.
    public var rateMaximum: Double
    /// What happens to dropped cells of odd patches.
    public var temporal: TemporalMode
    /// Factor on scores in the merge's softmax.
    public var mergeScoreScale: Double
    /// How audio guided the rates, where it was not by the paper's rule.
    public var guidance: Guidance?

    enum CodingKeys: String, CodingKey {
        case scope
        case rhoAudio = "rho_audio"
        case rhoVideo = "rho_video"
        case contextualRatio = "contextual_ratio"
        case mergeCount = "merge_count"
        case neighbourCount = "neighbour_count"
        case rateMinimum = "rate_min"
        case rateMaximum = "rate_max"
        case temporal
        case mergeScoreScale = "merge_score_scale"
        case guidance
    }

    /// The summary of `parameters`.
    public init(_ parameters: CompressionParameters) {
        scope = parameters.scope
        rhoAudio = parameters.rhoAudio
        rhoVideo = parameters.rhoVideo
        contextualRatio = parameters.contextualRatio
        mergeCount = parameters.mergeCount
        neighbourCount = parameters.neighbourCount
        rateMinimum = parameters.rateMinimum
        rateMaximum = parameters.rateMaximum
        temporal = parameters.temporal
        mergeScoreScale = parameters.mergeScoreScale
        guidance = parameters.guidance == .paper ? nil : parameters.guidance
    }
}

/// A warning: what happened, and how often.
public struct ReportedWarning: Sendable, Codable, Hashable {
    /// Short name for programs, e.g. "no_audio".
    public var code: String
    /// A sentence for people.
    public var message: String
    /// How often it happened, at least 1.
    public var count: Int

    /// A warning.
    public init(code: String, message: String, count: Int) {
        self.code = code
        self.message = message
        self.count = count
    }
}
