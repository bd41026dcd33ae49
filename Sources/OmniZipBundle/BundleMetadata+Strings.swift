import OmniZipCore

extension BundleMetadata {
    private static let saliencyKey = "saliency_sha256"
    private static let seedKey = "seed"

    /// The strings of `__metadata__`. Numbers are written with the fewest digits that give the same value back.
    public var strings: [String: String] {
        let told = [
            parameters.metadataStrings, part?.metadataStrings ?? [:], method.metadataStrings,
            seed.map { [Self.seedKey: String($0.rawValue)] } ?? [:],
            saliencySHA256.map { [Self.saliencyKey: $0] } ?? [:],
        ]
        return told.reduce(into: ownStrings) { all, some in all.merge(some) { own, _ in own } }
    }

    /// What every bundle tells, parameters apart.
    private var ownStrings: [String: String] {
        [
            "schema": Self.schema,
            "generator": generator,
            "generator_version": generatorVersion,
            "profile": profile,
            "encoder": encoder,
            "encoder_version": encoderVersion,
            "dimension": String(dimension),
            "content": content.rawValue,
            "frame_storage": frameStorage.rawValue,
            "grid_thw": "[\(gridTHW.map(String.init).joined(separator: ","))]",
            "resized_height": String(resizedHeight),
            "resized_width": String(resizedWidth),
            "sampling": sampling,
            "timing": timing,
            "fps_effective": String(effectiveFramesPerSecond),
            "seconds_per_grid": String(secondsPerGrid),
            "mel_frames": String(melFrames),
            "audio_samples": String(audioSamples),
            "audio_lead_seconds": String(audioLeadSeconds),
            "audio_truncated": String(audioTruncated),
            "next_position": Int(exactly: nextPosition).map { String($0) } ?? String(nextPosition),
            "source_name": sourceName,
            "source_bytes": String(sourceBytes),
            "source_sha256": sourceSHA256,
            "config_sha256": configSHA256,
        ]
    }

    /// Reads the strings of `__metadata__`; unknown keys are ignored.
    ///
    /// #### Errors
    /// `unsupported` for another schema, `invalid` for a key that is missing or whose value has the wrong type.
    public init(strings: [String: String]) throws(BundleError) {
        let reader = MetadataReader(strings: strings)
        let schema: String = try reader.value("schema")
        guard schema == Self.schema else {
            throw BundleError(
                code: .unsupported, operation: "read metadata", path: nil, cause: "the schema is \"\(schema)\"",
                remedy: "this version reads \(Self.schema)")
        }
        self.init(
            generator: try reader.value("generator"), generatorVersion: try reader.value("generator_version"),
            profile: try reader.value("profile"), encoder: try reader.value("encoder"),
            encoderVersion: try reader.value("encoder_version"), dimension: try reader.count("dimension"),
            content: try reader.choice("content"), frameStorage: try reader.frameStorage(),
            method: try reader.method(), seed: try reader.countIfPresent(Self.seedKey).flatMap(RandomSeed.init),
            parameters: try CompressionParameters(metadata: reader),
            gridTHW: try reader.counts("grid_thw", count: 3), resizedHeight: try reader.count("resized_height"),
            resizedWidth: try reader.count("resized_width"), sampling: try reader.value("sampling"),
            timing: try reader.value("timing"), effectiveFramesPerSecond: try reader.finite("fps_effective"),
            secondsPerGrid: try reader.finite("seconds_per_grid"), melFrames: try reader.count("mel_frames"),
            audioSamples: try reader.count("audio_samples"),
            audioLeadSeconds: try reader.finite("audio_lead_seconds"),
            audioTruncated: try reader.value("audio_truncated"), nextPosition: try reader.finite("next_position"),
            sourceName: try reader.value("source_name"), sourceBytes: try reader.count("source_bytes"),
            sourceSHA256: try reader.value("source_sha256"), part: try BundlePart(metadata: reader),
            saliencySHA256: strings[Self.saliencyKey],
            configSHA256: try reader.value("config_sha256"))
    }
}

extension SelectionMethod {
    /// Nothing for OmniZip, so that what it makes keeps its bytes.
    var metadataStrings: [String: String] { self == .omnizip ? [:] : [MetadataReader.methodKey: rawValue] }
}

extension CompressionParameters {
    var metadataStrings: [String: String] {
        [
            "scope": scope.rawValue,
            "rho_audio": String(rhoAudio),
            "rho_video": String(rhoVideo),
            "contextual_ratio": String(contextualRatio),
            "merge_count": String(mergeCount),
            "neighbour_count": String(neighbourCount),
            "rate_min": String(rateMinimum),
            "rate_max": String(rateMaximum),
            "temporal": temporal.rawValue,
            "merge_score_scale": String(mergeScoreScale),
        ].merging(guidance == .paper ? [:] : [MetadataReader.guidanceKey: guidance.rawValue]) { own, _ in own }
    }

    init(metadata reader: MetadataReader) throws(BundleError) {
        self.init(
            rhoAudio: try reader.finite("rho_audio"), rhoVideo: try reader.finite("rho_video"),
            contextualRatio: try reader.finite("contextual_ratio"), mergeCount: try reader.count("merge_count"),
            neighbourCount: try reader.count("neighbour_count"), rateMinimum: try reader.finite("rate_min"),
            rateMaximum: try reader.finite("rate_max"), temporal: try reader.choice("temporal"),
            mergeScoreScale: try reader.finite("merge_score_scale"), scope: try reader.choice("scope"),
            guidance: try reader.guidance())
    }
}

/// Typed access to metadata strings; every error names the key.
struct MetadataReader {
    static let methodKey = "method"
    static let guidanceKey = "guidance"

    let strings: [String: String]

    func value<T: LosslessStringConvertible>(_ key: String, as type: T.Type = T.self) throws(BundleError) -> T {
        guard let text = strings[key] else { throw failure("the key \(key) is missing") }
        guard let value = T(text) else { throw failure("\(key) is \"\(text)\", which is not of type \(T.self)") }
        return value
    }

    func finite(_ key: String) throws(BundleError) -> Double {
        let number: Double = try value(key)
        guard number.isFinite else { throw failure("\(key) is \(number)") }
        return number
    }

    func finiteIfPresent(_ key: String) throws(BundleError) -> Double? {
        strings[key] == nil ? nil : try finite(key)
    }

    func count(_ key: String) throws(BundleError) -> Int {
        let number: Int = try value(key)
        guard number >= 0 else { throw failure("\(key) is negative") }
        return number
    }

    func countIfPresent(_ key: String) throws(BundleError) -> Int? {
        strings[key] == nil ? nil : try count(key)
    }

    func choice<T: RawRepresentable & CaseIterable>(_ key: String) throws(BundleError) -> T where T.RawValue == String {
        let text: String = try value(key)
        guard let choice = T(rawValue: text) else {
            let allowed = T.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure("\(key) is \"\(text)\"; allowed: \(allowed)")
        }
        return choice
    }

    /// Bundles made before frames could be stored do not say how.
    func frameStorage() throws(BundleError) -> FrameStorage {
        strings["frame_storage"] == nil ? .raw : try choice("frame_storage")
    }

    /// A bundle that names no method was made by OmniZip.
    func method() throws(BundleError) -> SelectionMethod {
        strings[Self.methodKey] == nil ? .omnizip : try choice(Self.methodKey)
    }

    /// Guidance that is not named is the paper's.
    func guidance() throws(BundleError) -> Guidance {
        strings[Self.guidanceKey] == nil ? .paper : try choice(Self.guidanceKey)
    }

    func counts(_ key: String, count: Int) throws(BundleError) -> [Int] {
        let text: String = try value(key)
        let parts = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }.filter { $0 >= 0 }
        guard text.hasPrefix("["), text.hasSuffix("]"), parts.count == count, numbers.count == count else {
            throw failure("\(key) is \"\(text)\", not \(count) counts in brackets")
        }
        return numbers
    }

    private func failure(_ cause: String) -> BundleError {
        BundleError(code: .invalid, operation: "read metadata", path: nil, cause: cause)
    }
}
