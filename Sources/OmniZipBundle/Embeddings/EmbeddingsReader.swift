import OmniZipCore

/// An embeddings file of which a few rows are in memory at a time; see `EmbeddingsFile` for its form.
public final class EmbeddingsReader: EmbeddingsSource {
    /// Everything but the tokens.
    public let layout: EmbeddingsLayout
    /// The tokens.
    public let rows: EmbeddingRows

    /// Opens a file and checks everything but the values of its tokens.
    ///
    /// #### Errors
    /// `system`, `malformed` and `unsupported` as any safetensors file; `invalid` naming the tensor or key at fault.
    public init(path: String) throws(BundleError) {
        rows = try EmbeddingRows(path: path)
        do {
            layout = try Self.layout(rows)
        } catch {
            throw error.naming(path)
        }
    }

    /// Path of the file.
    public var path: String { rows.path }

    /// Fills `values` with whole rows of one modality, from row `first` on.
    public func read(
        _ modality: TokenModality, from first: Int, into values: UnsafeMutableBufferPointer<Float>
    ) throws(BundleError) {
        try rows.read(modality, from: first, into: values)
    }

    private static func layout(_ rows: EmbeddingRows) throws(BundleError) -> EmbeddingsLayout {
        let file = rows.file
        let metadata = MetadataReader(strings: file.header.metadata)
        let grid = CellGrid(height: try metadata.count("cells_h"), width: try metadata.count("cells_w"))
        let rules = EmbeddingRules(
            audio: (rows.audioCount, rows.dimension), video: (rows.videoCount, rows.dimension),
            saliency: try saliency(in: rows), patchCount: try metadata.count("grid_t"), grid: grid)
        return try EmbeddingsLayout(rules, windows: try windows(in: file), modality: try modality(in: rows))
    }

    private static func saliency(in rows: EmbeddingRows) throws(BundleError) -> [Float] {
        let shape = try rows.file.tensor("audio_saliency").shape
        guard shape.count == 1 else {
            throw EmbeddingRules.invalid("audio_saliency", "its shape is \(shape), not [tokens]")
        }
        try EmbeddingRules.checkCount(ofSaliency: shape[0], audio: rows.audioCount)
        return try rows.file.floats(of: "audio_saliency")
    }

    private static func modality(in rows: EmbeddingRows) throws(BundleError) -> [UInt8]? {
        let file = rows.file
        guard let tensor = file.header["token_modality"] else { return nil }
        guard tensor.shape.count == 1 else {
            throw EmbeddingRules.invalid("token_modality", "its shape is \(tensor.shape), not [tokens]")
        }
        // Before any of it is read: a sparse file claims gigabytes in a few blocks.
        guard tensor.elementCount == rows.videoCount + rows.audioCount else {
            throw EmbeddingRules.invalid(
                "token_modality",
                "\(tensor.elementCount) values for \(rows.videoCount) video and \(rows.audioCount) audio tokens")
        }
        return try file.values(of: "token_modality")
    }

    private static func windows(in file: SafetensorsReader) throws(BundleError) -> [TimeWindow]? {
        guard file.header["window_audio"] != nil || file.header["window_patches"] != nil else { return nil }
        let count = try file.tensor("window_audio").shape.first ?? 0
        for name in ["window_audio", "window_patches"] {
            let shape = try file.tensor(name).shape
            guard shape == [count, 2] else {
                throw EmbeddingRules.invalid(name, "its shape is \(shape), not [\(count), 2]")
            }
        }
        let audio = try TensorRanges.readAnyWidth("window_audio", from: file)
        let patches = try TensorRanges.readAnyWidth("window_patches", from: file)
        return zip(audio, patches).map { TimeWindow(audio: $0, patches: $1) }
    }
}
