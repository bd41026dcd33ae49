import OmniZipBundle

/// What OmniZip keeps of one video and what that costs and loses: a value that `preview` makes and renders in a terminal,
/// as JSON and as a page, and that other programs can make and render as well.
public struct PruningReport: Sendable, Codable, Equatable {
    /// Name and version of the JSON form.
    public static let schema = "omnizip.preview/1"

    /// How much was looked at.
    public enum Basis: String, Sendable, Codable, CaseIterable {
        /// Index and sound alone: exact counts, no picture decoded.
        case plan
        /// The whole video.
        case full
        /// A bundle alone.
        case bundle
        /// A bundle and the video that it was made of.
        case bundleAndVideo = "bundle_and_video"
    }

    /// `PruningReport.schema`.
    public var schema: String
    /// Version of the program.
    public var generatorVersion: String
    /// How much was looked at.
    public var basis: Basis
    /// The video.
    public var source: PreviewSource
    /// Model profile.
    public var profile: String
    /// Encoder of the tokens.
    public var encoder: String
    /// Parameters of the compression.
    public var parameters: ParameterSummary
    /// Frames, picture size, audio length.
    public var sampling: SamplingSummary
    /// What `run` does with these parameters, or what the bundle holds.
    public var chosen: PruningOutcome
    /// Other methods at equal counts, and other rates, as asked for; without their windows if they come of `sweep`.
    public var alternatives: [PruningOutcome]
    /// A table over rates; outcomes without windows.
    public var sweep: [PruningOutcome]
    /// The search for rates within a number of tokens; nil if none was asked for.
    public var budget: BudgetReport?
    /// Bytes that the bundle and its document will take, or take.
    public var outputBytes: Int?
    /// What a user should know.
    public var warnings: [ReportedWarning]
    /// What each figure of `LossFigures` means and does not mean, by its JSON name.
    public var definitions: [String: String]

    enum CodingKeys: String, CodingKey {
        case schema
        case generatorVersion = "generator_version"
        case basis
        case source
        case profile
        case encoder
        case parameters
        case sampling
        case chosen
        case alternatives
        case sweep
        case budget
        case outputBytes = "output_bytes"
        case warnings
        case definitions
    }

    /// A report without alternatives, sweep and budget.
    public init(
        generatorVersion: String, basis: Basis, source: PreviewSource, profile: String, encoder: String,
        parameters: ParameterSummary, sampling: SamplingSummary, chosen: PruningOutcome,
        alternatives: [PruningOutcome] = [], sweep: [PruningOutcome] = [], budget: BudgetReport? = nil,
        outputBytes: Int? = nil, warnings: [ReportedWarning] = []
    ) {
        schema = Self.schema
        self.generatorVersion = generatorVersion
        self.basis = basis
        self.source = source
        self.profile = profile
        self.encoder = encoder
        self.parameters = parameters
        self.sampling = sampling
        self.chosen = chosen
        self.alternatives = alternatives
        self.sweep = sweep
        self.budget = budget
        self.outputBytes = outputBytes
        self.warnings = warnings
        definitions = LossFigures.definitions
    }
}

/// The video of a preview.
public struct PreviewSource: Sendable, Codable, Equatable {
    /// Its name: the path as it was given, or relative to the folder that was.
    public var name: String
    /// Size of the file in bytes.
    public var bytes: Int?
    /// Container format; nil where only a bundle was looked at.
    public var format: String?
    /// Duration on the shared clock, where it is known.
    public var durationSeconds: Double?
    /// The part of the video that is meant; nil: all of it.
    public var part: BundlePart?
    /// The video stream; nil: none, or not known.
    public var video: VideoStreamSummary?
    /// The audio stream; nil: none, or not known.
    public var audio: AudioStreamSummary?

    enum CodingKeys: String, CodingKey {
        case name
        case bytes
        case format
        case durationSeconds = "duration_seconds"
        case part
        case video
        case audio
    }

    /// A source.
    public init(
        name: String, bytes: Int? = nil, format: String? = nil, durationSeconds: Double? = nil,
        part: BundlePart? = nil, video: VideoStreamSummary? = nil, audio: AudioStreamSummary? = nil
    ) {
        self.name = name
        self.bytes = bytes
        self.format = format
        self.durationSeconds = durationSeconds
        self.part = part
        self.video = video
        self.audio = audio
    }
}
