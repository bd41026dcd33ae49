import OmniZipCore
import OmniZipEncoders

/// One named parameter of the configuration. Pipeline files and command-line flags both go through this table, so
/// that names, ranges and messages are the same in both.
public struct ConfigurationParameter: Sendable {
    /// Name in pipeline files, with underscores; the flag has hyphens in their place.
    public let key: String
    /// One line of help.
    public let help: String
    /// What is allowed, in words.
    public let allowed: String
    /// Whether it is true or false: its flag has no value.
    public private(set) var isSwitch = false
    /// Whether configurations that leave it at its default do not tell of it: what was done before it existed keeps its
    /// bytes and its digest.
    private(set) var isToldOnlyIfSet = false
    let parse: @Sendable (String, inout IngestConfiguration) -> Bool
    let read: @Sendable (IngestConfiguration) -> String

    /// Name of the command-line flag.
    public var flag: String { "--" + key.replacing("_", with: "-") }

    /// Sets the parameter from its text form.
    ///
    /// - Throws: `invalidValue`, naming the key, the value and what is allowed.
    public func set(_ text: String, in configuration: inout IngestConfiguration) throws(ConfigurationError) {
        guard parse(text, &configuration) else {
            throw ConfigurationError(
                code: .invalidValue, subject: key, message: "'\(text)' is not allowed: \(allowed)")
        }
    }

    /// Text form of the parameter's value.
    public func value(in configuration: IngestConfiguration) -> String { read(configuration) }

    /// The same parameter, told of only where it is not at its default.
    func toldOnlyIfSet() -> ConfigurationParameter {
        var parameter = self
        parameter.isToldOnlyIfSet = true
        return parameter
    }
}

extension ConfigurationParameter {
    /// Every parameter, in the order of the documentation.
    public static let all: [ConfigurationParameter] = sampling + method + compression + budget + output + input

    /// The parameter of that name; hyphens and underscores are the same.
    public static func named(_ name: String) -> ConfigurationParameter? {
        let key = name.replacing("-", with: "_")
        return all.first { $0.key == key }
    }

    /// What some model's own processor accepts without resizing once more; `validate` knows which.
    private static let processorPixels = 128 * 28 * 28...768 * 32 * 32

    private static let sampling: [ConfigurationParameter] = [
        choice("profile", "Model whose geometry, order and positions are used.", ProfileRegistry.names, \.profile),
        choice("encoder", "Encoder that makes the tokens.", EncoderRegistry.names, \.encoder),
        ConfigurationParameter(
            key: "dimension", help: "Width of a token.", allowed: "128 or 256",
            parse: { text, configuration in
                guard let value = Int(text), [128, 256].contains(value) else { return false }
                configuration.dimension = value
                return true
            }, read: { String($0.dimension) }),
        option("sampling", "How frames are chosen.", \.sampling),
        number("fps", "Frames sampled a second.", 0.001...240, \.fps),
        integer("min_frames", "Fewest frames under linspace.", 2...100_000, \.minFrames),
        integer("max_frames", "Most frames under linspace.", 2...100_000, \.maxFrames),
        optionalInteger("min_pixels", "Least pixels of a sampled frame.", processorPixels, "profile", \.minPixels),
        optionalInteger("max_pixels", "Most pixels of a sampled frame.", processorPixels, "profile", \.maxPixels),
        option("timing", "Whose clock positions and windows follow.", \.timing),
        ConfigurationParameter(
            key: "audio_limit_seconds", help: "Seconds of audio that are used, or none for all.",
            allowed: "a number from 0.1 to 1000000, none or profile",
            parse: { text, configuration in
                guard let limit = AudioLimit(text: text) else { return false }
                configuration.audioLimit = limit
                return true
            }, read: { $0.audioLimit.text }),
    ]

    private static let compression: [ConfigurationParameter] = [
        number("rho_audio", "Fraction of audio tokens removed.", 0...1, \.compression.rhoAudio),
        number("rho_video", "Fraction of video tokens removed.", 0...1, \.compression.rhoVideo),
        number("contextual_ratio", "Anchors per window, of its audio tokens.", 0...1, \.compression.contextualRatio),
        integer(
            "merge_count", "Most tokens merged into an anchor; 0: no anchors.", 0...10_000, \.compression.mergeCount),
        integer("neighbour_count", "Neighbours of the density estimate.", 1...10_000, \.compression.neighbourCount),
        number("rate_min", "Smallest video pruning rate of a window.", 0...1, \.compression.rateMinimum),
        number("rate_max", "Largest video pruning rate of a window.", 0...1, \.compression.rateMaximum),
        option("temporal", "What happens to dropped cells of odd patches.", \.compression.temporal),
        option(
            "guidance",
            "How audio guides the rates; wide: from half of rate_min to half-way from rate_max to 1; floor: by the mean "
                + "excess of saliency over the clip's median, as a share of the largest.", \.compression.guidance
        ).toldOnlyIfSet(),
    ]

    private static let method: [ConfigurationParameter] = [
        option("method", "How tokens are chosen; all but omnizip are for comparison.", \.method).toldOnlyIfSet(),
        integer("seed", "Seed of method random.", 0...1_000_000_000, \.seed).toldOnlyIfSet(),
    ]

    private static let budget: [ConfigurationParameter] = [
        optionalInteger(
            "max_tokens", "Most tokens that a video keeps; rates are then chosen for each video.", 1...1_000_000_000,
            "none", \.maxTokens),
        ConfigurationParameter(
            key: "fit", help: "Let max_tokens take fewer frames, then fewer pixels, where rates do not fit.",
            allowed: "true or false", isSwitch: true,
            parse: { text, configuration in
                guard let value = Bool(text) else { return false }
                configuration.fit = value
                return true
            }, read: { String($0.fit) }),
    ]

    private static let output: [ConfigurationParameter] = [
        option("content", "What a bundle holds; inputs: also the model's own.", \.content),
        option("frame_storage", "How content inputs stores sampled frames.", \.frameStorage),
        option("token_precision", "Element type of the kept tokens.", \.tokenPrecision),
    ]

    static func number(
        _ key: String, _ help: String, _ range: ClosedRange<Double>,
        _ path: WritableKeyPath<IngestConfiguration, Double> & Sendable
    ) -> ConfigurationParameter {
        ConfigurationParameter(
            key: key, help: help, allowed: "a number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text, configuration in
                guard let value = Double(text), range.contains(value) else { return false }
                configuration[keyPath: path] = value
                return true
            }, read: { String($0[keyPath: path]) })
    }

    static func integer(
        _ key: String, _ help: String, _ range: ClosedRange<Int>,
        _ path: WritableKeyPath<IngestConfiguration, Int> & Sendable
    ) -> ConfigurationParameter {
        ConfigurationParameter(
            key: key, help: help, allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text, configuration in
                guard let value = Int(text), range.contains(value) else { return false }
                configuration[keyPath: path] = value
                return true
            }, read: { String($0[keyPath: path]) })
    }

    /// A whole number, or a word in place of one.
    private static func optionalInteger(
        _ key: String, _ help: String, _ range: ClosedRange<Int>, _ word: String,
        _ path: WritableKeyPath<IngestConfiguration, Int?> & Sendable
    ) -> ConfigurationParameter {
        ConfigurationParameter(
            key: key, help: help,
            allowed: "a whole number from \(range.lowerBound) to \(range.upperBound), or \(word)",
            parse: { text, configuration in
                let value = Int(text)
                guard text == word || value.map(range.contains) == true else { return false }
                configuration[keyPath: path] = value
                return true
            }, read: { $0[keyPath: path].map { String($0) } ?? word })
    }

    private static func option<Value: RawRepresentable & CaseIterable & Sendable>(
        _ key: String, _ help: String, _ path: WritableKeyPath<IngestConfiguration, Value> & Sendable
    ) -> ConfigurationParameter where Value.RawValue == String {
        ConfigurationParameter(
            key: key, help: help, allowed: Value.allCases.map(\.rawValue).joined(separator: ", "),
            parse: { text, configuration in
                guard let value = Value(rawValue: text) else { return false }
                configuration[keyPath: path] = value
                return true
            }, read: { $0[keyPath: path].rawValue })
    }

    private static func choice(
        _ key: String, _ help: String, _ names: [String],
        _ path: WritableKeyPath<IngestConfiguration, String> & Sendable
    ) -> ConfigurationParameter {
        ConfigurationParameter(
            key: key, help: help, allowed: names.joined(separator: ", "),
            parse: { text, configuration in
                guard names.contains(text) else { return false }
                configuration[keyPath: path] = text
                return true
            }, read: { $0[keyPath: path] })
    }
}
