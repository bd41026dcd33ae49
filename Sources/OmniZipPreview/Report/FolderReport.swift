import OmniZipBundle

/// What OmniZip keeps of many videos: a line a video, totals, and the ones that differ from the others.
public struct FolderReport: Sendable, Codable, Equatable {
    /// Name and version of the JSON form.
    public static let schema = "omnizip.preview-folder/1"

    /// One video in a line.
    public struct Video: Sendable, Codable, Equatable {
        /// Name relative to the folder.
        public var name: String
        /// Duration on the shared clock, where it is known.
        public var durationSeconds: Double?
        /// Sampled frames.
        public var frames: Int
        /// Temporal patches, rows and columns of cells: one cell is one token.
        public var grid: [Int]
        /// Windows of two seconds.
        public var windows: Int
        /// Video and audio tokens together.
        public var block: TokenCount
        /// Video tokens.
        public var video: TokenCount
        /// Audio tokens.
        public var audio: TokenCount
        /// FLOPs of reading the block and writing 100 tokens after it, without compression; of the model of the report.
        public var fullFLOPs: Double
        /// The same with compression.
        public var compressedFLOPs: Double
        /// FLOPs with 100 tokens written, after / before; nil for an empty block.
        public var totalShare: Double?
        /// Bytes that bundle and document will take.
        public var outputBytes: Int
        /// What is lost; all nil if only the plan was made.
        public var loss: LossFigures
        /// Fraction of audio tokens that was asked to go.
        public var rhoAudio: Double
        /// Fraction of video tokens that was asked to go.
        public var rhoVideo: Double
        /// The search for rates within a number of tokens; nil if none was asked for.
        public var budget: BudgetReport?
        /// What a user should know.
        public var warnings: [ReportedWarning]
        /// In which figures the video is far from the others, by JSON name, such as "tokens_per_second".
        public var outlier: [String]
        /// Address of the video's own page relative to the overview; nil: none was made.
        public var page: String?

        enum CodingKeys: String, CodingKey {
            case name
            case durationSeconds = "duration_seconds"
            case frames
            case grid
            case windows
            case block
            case video
            case audio
            case fullFLOPs = "full_flops"
            case compressedFLOPs = "compressed_flops"
            case totalShare = "total_share"
            case outputBytes = "output_bytes"
            case loss
            case rhoAudio = "rho_audio"
            case rhoVideo = "rho_video"
            case budget
            case warnings
            case outlier
            case page
        }

        /// The line of a report.
        public init(_ report: PruningReport, page: String? = nil) {
            name = report.source.name
            durationSeconds = report.source.durationSeconds
            frames = report.sampling.frames
            let merge = 2
            grid = report.sampling.gridTHW.enumerated().map { $0.offset == 0 ? $0.element : $0.element / merge }
            windows = report.chosen.windows.count
            block = report.chosen.block
            video = report.chosen.video
            audio = report.chosen.audio
            fullFLOPs = report.chosen.cost.full.totalFLOPs
            compressedFLOPs = report.chosen.cost.compressed.totalFLOPs
            totalShare = report.chosen.cost.totalShare
            outputBytes = report.outputBytes ?? 0
            loss = report.chosen.loss
            warnings = report.warnings
            rhoAudio = report.chosen.rhoAudio
            rhoVideo = report.chosen.rhoVideo
            budget = report.budget
            outlier = []
            self.page = page
        }

        /// Tokens kept for each second of media.
        public var tokensPerSecond: Double? {
            durationSeconds.flatMap { $0 > 0 ? Double(block.kept) / $0 : nil }
        }
    }

    /// Sums over all videos.
    public struct Totals: Sendable, Codable, Equatable {
        /// Videos that could be previewed.
        public var videos: Int
        /// Videos that could not.
        public var failed: Int
        /// Files of folders that are no media.
        public var skipped: Int
        /// Seconds of media.
        public var durationSeconds: Double
        /// Video and audio tokens together.
        public var block: TokenCount
        /// Video tokens.
        public var video: TokenCount
        /// Audio tokens.
        public var audio: TokenCount
        /// FLOPs of all videos, read one by one, with 100 tokens written after each: after / before.
        public var totalShare: Double?
        /// Bytes that bundles and documents will take.
        public var outputBytes: Int

        enum CodingKeys: String, CodingKey {
            case videos
            case failed
            case skipped
            case durationSeconds = "duration_seconds"
            case block
            case video
            case audio
            case totalShare = "total_share"
            case outputBytes = "output_bytes"
        }

        /// The sums of `videos`.
        ///
        /// - Parameters:
        ///   - failed: Videos that could not be previewed.
        ///   - skipped: Files of folders that are no media.
        public init(_ videos: [Video], failed: Int, skipped: Int) {
            self.videos = videos.count
            self.failed = failed
            self.skipped = skipped
            durationSeconds = videos.reduce(0) { $0 + ($1.durationSeconds ?? 0) }
            video = videos.reduce(TokenCount(total: 0, kept: 0)) { $0 + $1.video }
            audio = videos.reduce(TokenCount(total: 0, kept: 0)) { $0 + $1.audio }
            block = video + audio
            // A video without tokens costs the same before and after, and says nothing of what compression saves.
            let costly = videos.filter { $0.block.total > 0 }
            let full = costly.reduce(0) { $0 + $1.fullFLOPs }
            totalShare = full > 0 ? costly.reduce(0) { $0 + $1.compressedFLOPs } / full : nil
            outputBytes = videos.reduce(0) { $0 + $1.outputBytes }
        }
    }

    /// `FolderReport.schema`.
    public var schema: String
    /// Version of the program.
    public var generatorVersion: String
    /// How much of each video was looked at.
    public var basis: PruningReport.Basis
    /// The language model of the estimates.
    public var model: String
    /// Fraction of audio tokens that was asked to go; with `maxTokens` each video has its own.
    public var rhoAudio: Double
    /// Fraction of video tokens that was asked to go; with `maxTokens` each video has its own.
    public var rhoVideo: Double
    /// Most tokens that a video may keep; nil: no such limit.
    public var maxTokens: Int?
    /// One entry a video, in the order that was asked for.
    public var videos: [Video]
    /// Videos that could not be previewed.
    public var failures: [FailureLine]
    /// Sums.
    public var totals: Totals

    enum CodingKeys: String, CodingKey {
        case schema
        case generatorVersion = "generator_version"
        case basis
        case model
        case rhoAudio = "rho_audio"
        case rhoVideo = "rho_video"
        case maxTokens = "max_tokens"
        case videos
        case failures
        case totals
    }

    /// A report on `videos` in the order that is asked for, with its sums and with the videos marked that are far from the
    /// others.
    ///
    /// - Parameters:
    ///   - maxTokens: Most tokens that a video may keep; nil: no such limit.
    ///   - failures: Videos that could not be previewed, in the order in which they are shown.
    ///   - skipped: Files of folders that are no media.
    ///   - order: Order of the videos.
    public init(
        generatorVersion: String, basis: PruningReport.Basis, model: String, rhoAudio: Double, rhoVideo: Double,
        maxTokens: Int? = nil, videos: [Video], failures: [FailureLine] = [], skipped: Int = 0,
        order: FolderOrder = .name
    ) {
        schema = Self.schema
        self.generatorVersion = generatorVersion
        self.basis = basis
        self.model = model
        self.rhoAudio = rhoAudio
        self.rhoVideo = rhoVideo
        self.maxTokens = maxTokens
        self.videos = order.sorted(FolderOutliers(videos).marked(videos))
        self.failures = failures
        totals = Totals(videos, failed: failures.count, skipped: skipped)
    }
}
