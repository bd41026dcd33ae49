import OmniZipCore

/// Tokens that a real model's encoders made, as input of the compression.
///
/// Tensors: `audio_embeddings` [A, D], `video_embeddings` [T*H*W, D], `audio_saliency` [A], in F32, F16 or BF16, and
/// windows either as the runs of `token_modality` U8 [M] (1 video, 2 audio; a window is a run of video tokens and the
/// run of audio tokens that follows it) or explicitly as `window_audio` and `window_patches` I32 or I64 [N, 2]. Metadata:
/// `grid_t`, `cells_h`, `cells_w`. Other tensors and keys are ignored.
public struct EmbeddingsFile: Sendable, Equatable {
    /// Audio tokens. [A, D]
    public let audio: TokenMatrix
    /// Video tokens, patch after patch. [T * H * W, D]
    public let video: TokenMatrix
    /// Attention that each audio token received. [A]
    public let saliency: [Float]
    /// Temporal patches, T.
    public let patchCount: Int
    /// Cells of a patch.
    public let grid: CellGrid
    /// Windows that tile both modalities in order.
    public let windows: [TimeWindow]
    /// Order of the block: 1 video, 2 audio. Without `token_modality`: per window its video, then its audio. [M]
    public let modality: [UInt8]

    /// Width of a token, D.
    public var dimension: Int { video.columns }

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
        let rules = EmbeddingRules(audio: audio, video: video, saliency: saliency, patchCount: patchCount, grid: grid)
        try rules.check()
        switch (windows, modality) {
        case (let windows?, let modality):
            try rules.checkTiling(windows)
            self.windows = windows
            self.modality = modality ?? rules.order(of: windows)
        case (nil, let modality?):
            self.windows = try rules.windows(ofRuns: modality)
            self.modality = modality
        case (nil, nil):
            throw EmbeddingRules.invalid("token_modality", "neither it nor window_audio and window_patches exist")
        }
        try rules.checkOrder(self.modality)
        self.audio = audio
        self.video = video
        self.saliency = saliency
        self.patchCount = patchCount
        self.grid = grid
    }

    /// Reads and checks a file.
    ///
    /// #### Errors
    /// `system`, `malformed` and `unsupported` as any safetensors file; `invalid` naming the tensor or key at fault.
    public init(path: String) throws(BundleError) {
        let file = try SafetensorsReader(path: path)
        do {
            let metadata = MetadataReader(strings: file.header.metadata)
            let grid = CellGrid(height: try metadata.count("cells_h"), width: try metadata.count("cells_w"))
            let audio = try Self.matrix("audio_embeddings", in: file)
            try self.init(
                audio: audio, video: try Self.matrix("video_embeddings", in: file),
                saliency: try Self.vector("audio_saliency", in: file), patchCount: try metadata.count("grid_t"),
                grid: grid, windows: try Self.windows(in: file), modality: try Self.modality(in: file))
        } catch {
            throw error.naming(path)
        }
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
}

extension EmbeddingsFile {
    private static func matrix(_ name: String, in file: SafetensorsReader) throws(BundleError) -> TokenMatrix {
        let shape = try file.tensor(name).shape
        guard shape.count == 2 else {
            throw EmbeddingRules.invalid(name, "its shape is \(shape), not [tokens, width]")
        }
        return TokenMatrix(rows: shape[0], columns: shape[1], values: try file.floats(of: name))
    }

    private static func vector(_ name: String, in file: SafetensorsReader) throws(BundleError) -> [Float] {
        let shape = try file.tensor(name).shape
        guard shape.count == 1 else { throw EmbeddingRules.invalid(name, "its shape is \(shape), not [tokens]") }
        return try file.floats(of: name)
    }

    private static func modality(in file: SafetensorsReader) throws(BundleError) -> [UInt8]? {
        guard let tensor = file.header["token_modality"] else { return nil }
        guard tensor.shape.count == 1 else {
            throw EmbeddingRules.invalid("token_modality", "its shape is \(tensor.shape), not [tokens]")
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
