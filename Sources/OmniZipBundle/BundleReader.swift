import OmniZipCore

/// Reads a bundle and checks every rule of its schema.
public final class BundleReader: Sendable {
    /// Everything but the tokens.
    public let bundle: TokenBundle
    /// Type of the stored tokens.
    public let tokenType: SafetensorsDType
    /// Rows of `tokens`: the kept tokens, or 0 for content `plan`.
    public let tokenRowCount: Int

    private let file: SafetensorsReader

    /// Opens and checks the bundle at `path`.
    ///
    /// #### Errors
    /// `system` and `malformed` if it is no sound safetensors file, `unsupported` for another schema, `invalid` with
    /// the first broken rule.
    public init(path: String) throws(BundleError) {
        file = try SafetensorsReader(path: path)
        do {
            bundle = try BundleParser(file: file).bundle()
        } catch {
            throw error.naming(path)
        }
        let tokens = try file.tensor("tokens")
        tokenType = tokens.dtype
        tokenRowCount = tokens.shape.first ?? 0
        let problems = BundleVerifier.problems(in: bundle) + BundleVerifier.tensorProblems(of: file, bundle: bundle)
        if let first = problems.first {
            let more = problems.count > 1 ? " and \(problems.count - 1) more" : ""
            throw BundleError(
                code: .invalid, operation: "check bundle", path: path, cause: "\(first)\(more)",
                remedy: "make the bundle again")
        }
    }

    /// Path of the file.
    public var path: String { file.path }

    /// Rows of `tokens` in single precision, row after row.
    public func tokens(rows: Range<Int>) throws(BundleError) -> [Float] {
        let width = bundle.metadata.dimension
        guard rows.lowerBound >= 0, rows.upperBound <= tokenRowCount else {
            throw BundleError(
                code: .inconsistent, operation: "read tokens", path: path, cause: "rows \(rows) of \(tokenRowCount)")
        }
        return try file.floats(of: "tokens", range: rows.lowerBound * width..<rows.upperBound * width)
    }

    /// All rows of `tokens` in single precision.
    public func tokens() throws(BundleError) -> TokenMatrix {
        TokenMatrix(
            rows: tokenRowCount, columns: bundle.metadata.dimension, values: try tokens(rows: 0..<tokenRowCount))
    }
}

/// Turns the tensors of a file into a bundle; shapes and types are checked, rules between tensors are not.
struct BundleParser {
    let file: SafetensorsReader

    func bundle() throws(BundleError) -> TokenBundle {
        let metadata = try BundleMetadata(strings: file.header.metadata)
        let video = try shape("video_keep", [nil, nil, nil])
        let block = try shape("modality", [nil])[0]
        _ = try shape("keep", [block])
        _ = try shape("tokens", [nil, metadata.dimension])
        _ = try shape("position_ids", [3, block])
        _ = try shape("audio_keep", [nil])
        let merges = try shape("merge_target", [nil])
        _ = try shape("merge_source", merges)
        _ = try shape("merge_weight", merges)
        return TokenBundle(
            metadata: metadata, grid: CellGrid(height: video[1], width: video[2]), patchCount: video[0],
            modality: try file.values(of: "modality"), positions: try positions(),
            videoKeep: try file.mask("video_keep"), audioKeep: try file.mask("audio_keep"),
            audioSaliency: try vector("audio_saliency"), audioVideoScore: try vector("audio_video_score"),
            merges: MergeTable(
                target: try file.values(of: "merge_target"), source: try file.values(of: "merge_source"),
                weight: try file.values(of: "merge_weight")), windows: try windows(),
            frameIndex: try vector("frame_index"), frameSeconds: try vector("frame_seconds"),
            inputs: try inputs(metadata))
    }

    /// Sizes of the model's inputs.
    ///
    /// The four members came to the schema after its first bundles: where all are missing, the bundle was made before
    /// and holds no inputs. It is as sound as it was, and nobody has to make it again.
    private func inputs(_ metadata: BundleMetadata) throws(BundleError) -> BundleInputs {
        guard BundleInputs.tensorNames.contains(where: { file.header[$0] != nil }) else { return .none }
        let frames = try shape("frames", [nil, metadata.resizedHeight, metadata.resizedWidth, 3], .u8)
        let logMel = try shape("log_mel", [BundleInputs.melCount, nil], .f32)
        let inputs = BundleInputs(
            rawFrameCount: frames[0], packedFrameEnds: try vector("packed_frame_ends"), logMelFrameCount: logMel[1])
        let packed = try shape("packed_frames", [nil], .u8)
        guard packed[0] == inputs.packedByteCount else {
            throw invalid("packed_frames", "\(packed[0]) bytes, but packed_frame_ends end at \(inputs.packedByteCount)")
        }
        return inputs
    }

    private func vector<Element: SafetensorsElement>(_ name: String) throws(BundleError) -> [Element] {
        _ = try shape(name, [nil])
        return try file.values(of: name)
    }

    private func positions() throws(BundleError) -> BlockPositions {
        switch try file.tensor("position_ids").dtype {
        case .f32: .fractional(try file.values(of: "position_ids"))
        default: .integer(try file.values(of: "position_ids"))
        }
    }

    private func windows() throws(BundleError) -> [BundleWindow] {
        let count = try shape("window_patches", [nil, 2])[0]
        for name in ["window_audio", "window_seconds"] { _ = try shape(name, [count, 2]) }
        for name in ["window_retention", "window_base_rate", "window_rate"] { _ = try shape(name, [count]) }
        let patches = try TensorRanges.read("window_patches", from: file)
        let audio = try TensorRanges.read("window_audio", from: file)
        let seconds = try file.values(of: "window_seconds", as: Double.self)
        let retention = try file.values(of: "window_retention", as: Float.self)
        let baseRate = try file.values(of: "window_base_rate", as: Float.self)
        let rate = try file.values(of: "window_rate", as: Float.self)
        var windows: [BundleWindow] = []
        for index in 0..<count {
            let start = seconds[2 * index]
            let end = seconds[2 * index + 1]
            guard start <= end else { throw invalid("window_seconds", "window \(index) ends before it starts") }
            windows.append(
                BundleWindow(
                    patches: patches[index], audio: audio[index], seconds: start..<end, retention: retention[index],
                    baseRate: baseRate[index], rate: rate[index]))
        }
        return windows
    }

    /// The shape of a tensor, which must agree with `wanted`; nil stands for any size, and any type.
    private func shape(
        _ name: String, _ wanted: [Int?], _ dtype: SafetensorsDType? = nil
    ) throws(BundleError) -> [Int] {
        let tensor = try file.tensor(name)
        guard dtype == nil || tensor.dtype == dtype else {
            throw invalid(name, "its dtype is \(tensor.dtype.rawValue), not \(dtype?.rawValue ?? "any")")
        }
        return try file.shape(of: name, wanted)
    }

    private func invalid(_ name: String, _ cause: String) -> BundleError {
        BundleError(code: .invalid, operation: "read tensor \(name)", path: file.path, cause: cause)
    }
}
