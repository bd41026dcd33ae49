import OmniZipCore

/// Tokens that a real model's encoders made, as input of the compression, all in memory.
///
/// Tensors: `audio_embeddings` [A, D], `video_embeddings` [T*H*W, D], `audio_saliency` [A], in F32, F16 or BF16, and
/// windows either as the runs of `token_modality` U8 [M] (1 video, 2 audio; a window is a run of video tokens and the
/// run of audio tokens that follows it) or explicitly as `window_audio` and `window_patches` I32 or I64 [N, 2]. Metadata:
/// `grid_t`, `cells_h`, `cells_w`. Other tensors and keys are ignored.
public struct EmbeddingsFile: EmbeddingsSource, Equatable {
    /// Everything but the tokens.
    public let layout: EmbeddingsLayout
    /// Audio tokens. [A, D]
    public let audio: TokenMatrix
    /// Video tokens, patch after patch. [T * H * W, D]
    public let video: TokenMatrix

    /// Attention that each audio token received. [A]
    public var saliency: [Float] { layout.saliency }
    /// Temporal patches, T.
    public var patchCount: Int { layout.patchCount }
    /// Cells of a patch.
    public var grid: CellGrid { layout.grid }
    /// Windows that tile both modalities in order.
    public var windows: [TimeWindow] { layout.windows }
    /// Order of the block: 1 video, 2 audio. [M]
    public var modality: [UInt8] { layout.modality }
    /// Width of a token, D.
    public var dimension: Int { layout.dimension }

    /// Embeddings in memory.
    ///
    /// - Parameters:
    ///   - windows: nil: the runs of `modality`.
    ///   - modality: nil: per window its video, then its audio.
    ///
    /// #### Errors
    /// `invalid` naming the tensor that does not fit the others or holds a value that is not finite.
    public init(
        audio: TokenMatrix, video: TokenMatrix, saliency: [Float], patchCount: Int, grid: CellGrid,
        windows: [TimeWindow]?, modality: [UInt8]?
    ) throws(BundleError) {
        let rules = EmbeddingRules(
            audio: (audio.rows, audio.columns), video: (video.rows, video.columns), saliency: saliency,
            patchCount: patchCount, grid: grid)
        layout = try EmbeddingsLayout(rules, windows: windows, modality: modality)
        for (modality, tokens) in [(TokenModality.audio, audio), (.video, video)] {
            try tokens.values.withUnsafeBufferPointer { (values) throws(BundleError) in
                try EmbeddingRules.checkFinite(modality.embeddings, values, firstRow: 0, columns: tokens.columns)
            }
        }
        self.audio = audio
        self.video = video
    }

    /// Reads and checks a file.
    ///
    /// #### Errors
    /// `system`, `malformed` and `unsupported` as any safetensors file; `invalid` naming the tensor or key at fault.
    public init(path: String) throws(BundleError) {
        let reader = try EmbeddingsReader(path: path)
        layout = reader.layout
        audio = try Self.matrix(.audio, in: reader.rows)
        video = try Self.matrix(.video, in: reader.rows)
    }

    /// Fills `values` with whole rows of one modality, from row `first` on.
    public func read(
        _ modality: TokenModality, from first: Int, into values: UnsafeMutableBufferPointer<Float>
    ) throws(BundleError) {
        let tokens = modality == .video ? video : audio
        let start = first * dimension
        guard first >= 0, values.count <= tokens.values.count, start <= tokens.values.count - values.count else {
            throw BundleError(
                code: .inconsistent, operation: "read tokens", path: nil,
                cause: "\(values.count) values from row \(first) on of \(tokens.rows) rows")
        }
        _ = values.update(fromContentsOf: tokens.values[start..<start + values.count])
    }

    /// Writes the file that `init(path:)` reads, with explicit windows and the block's order.
    ///
    /// #### Errors
    /// `system` if the disk refuses.
    public func write(to path: String, precision: TokenPrecision = .f32) throws(BundleError) {
        let writer = try SafetensorsWriter(
            path: path,
            tensors: [
                SafetensorsDeclaration("audio_embeddings", precision.dtype, [audio.rows, audio.columns]),
                SafetensorsDeclaration("video_embeddings", precision.dtype, [video.rows, video.columns]),
                SafetensorsDeclaration("audio_saliency", .f32, [audio.rows]),
                SafetensorsDeclaration("token_modality", .u8, [modality.count]),
                SafetensorsDeclaration("window_audio", .i32, [windows.count, 2]),
                SafetensorsDeclaration("window_patches", .i32, [windows.count, 2]),
            ],
            metadata: [
                "grid_t": String(patchCount), "cells_h": String(grid.height), "cells_w": String(grid.width),
            ])
        try writer.write(converting: audio.values, to: "audio_embeddings")
        try writer.write(converting: video.values, to: "video_embeddings")
        try writer.write(saliency, to: "audio_saliency")
        try writer.write(modality, to: "token_modality")
        try writer.write(TensorRanges.values(windows.map(\.audio)), to: "window_audio")
        try writer.write(TensorRanges.values(windows.map(\.patches)), to: "window_patches")
        try writer.publish()
    }

    private static func matrix(_ modality: TokenModality, in rows: EmbeddingRows) throws(BundleError) -> TokenMatrix {
        let values = try rows.file.floats(of: modality.embeddings)
        do {
            try values.withUnsafeBufferPointer { (values) throws(BundleError) in
                try EmbeddingRules.checkFinite(modality.embeddings, values, firstRow: 0, columns: rows.dimension)
            }
        } catch {
            throw error.naming(rows.path)
        }
        return TokenMatrix(rows: rows.count(of: modality), columns: rows.dimension, values: values)
    }
}
