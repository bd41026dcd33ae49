import OmniZipCore

/// How tokens are chosen in a comparison.
public enum PreviewMethod: Sendable, Hashable {
    /// OmniZip.
    case omnizip
    /// Another way, at equal counts.
    case baseline(Baseline)

    /// "omnizip" or the baseline's name.
    public var name: String {
        switch self {
        case .omnizip: "omnizip"
        case .baseline(let baseline): baseline.rawValue
        }
    }

    /// The method that a bundle was made by.
    public init(_ method: SelectionMethod) {
        self = method.baseline.map { .baseline($0) } ?? .omnizip
    }

    /// The method of that name.
    public init?(name: String) {
        if name == "omnizip" {
            self = .omnizip
        } else if let baseline = Baseline(rawValue: name) {
            self = .baseline(baseline)
        } else {
            return nil
        }
    }

    /// Every method, in the order in which they are compared.
    public static let all: [PreviewMethod] = [
        .omnizip, .baseline(.fixed), .baseline(.dycoke), .baseline(.uniform), .baseline(.random), .baseline(.energy),
    ]
}

/// A pair of rates.
public struct PreviewRates: Sendable, Hashable {
    /// Fraction of audio tokens removed.
    public var rhoAudio: Double
    /// Fraction of video tokens removed.
    public var rhoVideo: Double

    /// A pair of rates.
    public init(rhoAudio: Double, rhoVideo: Double) {
        self.rhoAudio = rhoAudio
        self.rhoVideo = rhoVideo
    }

    /// Five fractions of audio by four of video: the table of `--sweep`.
    public static let sweep: [PreviewRates] = [0.1, 0.2, 0.3, 0.4, 0.5].flatMap { audio in
        [0.4, 0.5, 0.6, 0.7].map { PreviewRates(rhoAudio: audio, rhoVideo: $0) }
    }

    /// The paper's presets, 45 % and 35 % kept.
    public static let presets = [
        PreviewRates(rhoAudio: 0.3, rhoVideo: 0.6), PreviewRates(rhoAudio: 0.4, rhoVideo: 0.7),
    ]
}

/// What a preview looks at, besides the configuration.
public struct PreviewOptions: Sendable {
    /// Whether index and sound are enough: exact counts, no picture decoded.
    public var planOnly = false
    /// Methods to compare at equal counts, besides what `run` does.
    public var methods: [PreviewMethod] = []
    /// Seed of the compared method `random`.
    public var seed: UInt64 = 0
    /// Rates to compare window by window, besides the configuration's.
    public var rates: [PreviewRates] = []
    /// Rates of the table over rates; those that rate_min and rate_max forbid are left out.
    public var sweep: [PreviewRates] = []
    /// The language model of the estimates.
    public var model = LanguageModel.qwen25Omni7B
    /// 10^12 operations a second that the user's machine does; nil: no times.
    public var teraflops: Double?
    /// Whether masks, pictures and sound are kept for a page.
    public var makesPage = false

    /// The defaults: one video in full, nothing to compare with.
    public init() {}
}
